import { conclude } from '../verdict.ts'
import { readOptions } from './options.ts'
import { runImportBench } from './run-import-bench.ts'

await conclude(() => runImportBench(readOptions(process.argv.slice(2))))
