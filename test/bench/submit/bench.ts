import { conclude } from '../verdict.ts'
import { readOptions } from './options.ts'
import { runSubmit } from './run-submit.ts'

await conclude(() => runSubmit(readOptions(process.argv.slice(2))))
