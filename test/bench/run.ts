import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { recordRun } from '../record/record-run.ts'

const here = import.meta.dirname

/** `npm run bench -- NAME [options]`: runs `test/bench/NAME/bench.ts`; with `--record` it writes `docs/measured/NAME.md`, too. */
const [name = '', ...args] = process.argv.slice(2)
const fileOf = (bench: string) => join(here, bench, 'bench.ts')
if (!/^[a-z0-9-]+$/.test(name) || !existsSync(fileOf(name))) {
  const names = readdirSync(here).filter((entry) => existsSync(fileOf(entry)))
  process.stderr.write(`Usage: npm run bench -- ${names.join('|')} [options] [--record]\n`)
  process.exit(2)
}
// `all` writes its page itself.
if (name === 'all' || !(await recordRun(`npm run bench -- ${name}`, fileOf(name), args))) {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args)
  await import(pathToFileURL(fileOf(name)).href)
}
