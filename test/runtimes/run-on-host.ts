import process from 'node:process'
import { runCases } from './cases/run-cases.ts'

/** Runs the cases on the Node, Bun or Deno that runs this file. The last line of output is the results as JSON. */
const [databaseUrl = '', relay = ''] = process.argv.slice(2)
const results = await runCases({ databaseUrl, relay })
process.stdout.write(`\n${JSON.stringify(results)}\n`, () => process.exit())
