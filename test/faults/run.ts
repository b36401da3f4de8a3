import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const here = import.meta.dirname

/** `npm run faults -- NAME [options]`: runs `test/faults/NAME/run.ts`. */
const [name = '', ...args] = process.argv.slice(2)
const script = join(here, name, 'run.ts')
if (!/^[a-z0-9-]+$/.test(name) || !existsSync(script)) {
  const names = readdirSync(here, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  process.stderr.write(`Usage: npm run faults -- ${names.join('|')} [options]\n`)
  process.exit(2)
}
process.argv.splice(2, Number.POSITIVE_INFINITY, ...args)
await import(pathToFileURL(script).href)
