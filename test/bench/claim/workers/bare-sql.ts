import { answerBare } from './answer-bare.ts'

await answerBare('bare_records')
