import { conclude } from '../verdict.ts'
import { readOptions } from './options.ts'
import { runLive } from './run-live.ts'

await conclude(() => runLive(readOptions(process.argv.slice(2))))
