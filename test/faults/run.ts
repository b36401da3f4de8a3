import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { recordRun } from '../record/record-run.ts'

const here = import.meta.dirname

/**
 * `npm run faults -- NAME [options]`: runs `test/faults/NAME/run.ts`, by default that of `all`. `all --record` writes `docs/measured/faults.md`, too.
 */
const given = process.argv.slice(2)
const isNamed = given[0] !== undefined && !given[0].startsWith('-')
const [name, ...args] = isNamed ? (given as [string, ...string[]]) : ['all', ...given]
const script = join(here, name, 'run.ts')
if (!/^[a-z0-9-]+$/.test(name) || !existsSync(script)) {
  const names = readdirSync(here, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  process.stderr.write(`Usage: npm run faults -- ${names.join('|')} [options]\n`)
  process.exit(2)
}
// Only the run of all faults has a page.
if (name !== 'all' || !(await recordRun('npm run faults -- all', script, args))) {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args)
  await import(pathToFileURL(script).href)
}
