import { answerGraphileWorker } from './answer-graphile-worker.mjs'

await answerGraphileWorker(({ connections, batch }) => connections * batch)
