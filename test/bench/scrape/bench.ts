import { conclude } from '../verdict.ts'
import { readOptions } from './options.ts'
import { runScrape } from './run-scrape.ts'

await conclude(() => runScrape(readOptions(process.argv.slice(2))))
