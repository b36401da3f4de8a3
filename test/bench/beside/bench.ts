import { parseArgs } from 'node:util'
import { conclude } from '../verdict.ts'
import { runBeside } from './run-beside.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '3500000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '40' },
  },
})

await conclude(() =>
  runBeside({
    rows: Number(values.rows),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    warmUpSeconds: 2,
  }),
)
