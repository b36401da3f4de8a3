import { parseArgs } from 'node:util'
import { conclude } from '../verdict.ts'
import { runGovernor } from './run-governor.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })

await conclude(() => runGovernor(values))
