import { conclude } from '../verdict.ts'
import { readOptions } from './options.ts'
import { runClaim } from './run-claim.ts'

await conclude(() => runClaim(readOptions(process.argv.slice(2))))
