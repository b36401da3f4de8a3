import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** `npm test -- unit e2e -t name`: kinds of tests by name, which their projects begin with; everything else goes to vitest as it is. */
const args = process.argv.slice(2).map((argument, index, all) => {
  const isValue = all[index - 1]?.startsWith('-')
  if (isValue || !/^[a-z0-9-]+$/.test(argument) || !existsSync(join(root, 'test', argument))) return argument
  return `--project=${argument}*`
})
// The product's tests, when no kind is named: those of the benches and fault runs are `npm run test:tools`.
if (!args.some((argument) => argument.startsWith('--project'))) args.push('--project=!tools*')

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const child = spawn(process.execPath, [vitest, 'run', '--config', join(root, 'test', 'vitest.config.ts'), ...args], {
  cwd: root,
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
