import { resolve } from 'node:path'
import { checkImports } from './check-imports.ts'

/** `npm run fences`: fails if an import breaks a rule of `import-rules.ts`, or if folders import values in a loop. */
const { problems, files, imports } = await checkImports(resolve(import.meta.dirname, '../..'))
for (const problem of problems) process.stderr.write(`${problem}\n`)
const verdict = problems.length === 0 ? 'no import breaks a rule' : `problems: ${problems.length}`
process.stdout.write(`${files} files, ${imports} imports: ${verdict}.\n`)
process.exitCode = problems.length === 0 ? 0 : 1
