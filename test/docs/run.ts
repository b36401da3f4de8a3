import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { references } from './references.ts'

const root = resolve(import.meta.dirname, '../..')

/** `npm run docs`: writes the reference pages that are generated. */
for (const [path, text] of Object.entries(await references())) {
  writeFileSync(join(root, path), text)
  process.stdout.write(`${path}\n`)
}
