import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** `npm test -- unit e2e -t name`: the first words select projects by the start of their names. Vitest gets all other arguments. */
const args = process.argv.slice(2).map((argument, index, all) => {
  const isValue = all[index - 1]?.startsWith('-')
  if (isValue || !/^[a-z0-9-]+$/.test(argument) || !existsSync(join(root, 'test', argument))) return argument
  return `--project=${argument}*`
})
// Without a named kind all tests of the product run. `npm run test:tools` runs those of the benches and fault runs.
if (!args.some((argument) => argument.startsWith('--project'))) args.push('--project=!tools*')

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const child = spawn(process.execPath, [vitest, 'run', '--config', join(root, 'test', 'vitest.config.ts'), ...args], {
  cwd: root,
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
