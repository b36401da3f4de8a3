import { answerGraphileWorker } from './answer-graphile-worker.mjs'

await answerGraphileWorker(({ batch }) => batch)
