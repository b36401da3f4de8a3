import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { shellWord, writeShellCommand } from './shell-command.ts'

const require = createRequire(import.meta.url)

/**
 * Writes the command that starts workerd, in a separate session if `setsid` exists. Linux shares the CPU between sessions (sched(7), "The autogroup
 * feature"). Every request waits for workerd's single thread, so it must not share its session with other programs.
 */
export function prepareWorkerd({ cache }: Pick<Home, 'cache'>): string {
  const { default: workerd } = createRequire(require.resolve('miniflare'))('workerd') as { default: string }
  const path = join(cache, 'workerd')
  const start = `${shellWord(workerd)} "$@"`
  // `exec` keeps the process id, which the parent waits for and kills. `setsid` forks only if the process leads a group.
  writeShellCommand(path, `command -v setsid > /dev/null && exec setsid ${start}\nexec ${start}`)
  return path
}
