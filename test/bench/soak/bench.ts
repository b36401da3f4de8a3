import { conclude } from '../verdict.ts'
import { readOptions } from './options.ts'
import { runSoak } from './run-soak.ts'

await conclude(() => runSoak(readOptions(process.argv.slice(2))))
