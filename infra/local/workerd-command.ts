import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { shellWord, writeShellCommand } from './shell-command.ts'

const require = createRequire(import.meta.url)

/**
 * Makes the command that starts workerd, in a session of its own where there is `setsid`. Linux weighs sessions against each other (sched(7), "The
 * autogroup feature"): each of Postgres' backends is one, and whoever asks waits for workerd's one thread, so it shares its part of the processors
 * with nobody.
 */
export function prepareWorkerd({ cache }: Pick<Home, 'cache'>): string {
  const { default: workerd } = createRequire(require.resolve('miniflare'))('workerd') as { default: string }
  const path = join(cache, 'workerd')
  const start = `${shellWord(workerd)} "$@"`
  // Whoever starts it waits for this process and ends it, so it stays the same: `setsid` forks only for a leader of a group.
  writeShellCommand(path, `command -v setsid > /dev/null && exec setsid ${start}\nexec ${start}`)
  return path
}
