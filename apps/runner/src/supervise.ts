import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Log } from '@edgesweep/core/context.ts'
import { drainMs } from './drain.ts'
import { stopSignal } from './stop-signal.ts'

/** One that does not leave by itself is given a little longer. */
const killMs = drainMs + 5_000
const firstPauseMs = 1_000
const longestPauseMs = 30_000
/** One that lived so long did not fail at its start. */
const healthyMs = 60_000
/** Starting it again would end alike. */
const usageError = 2

/**
 * Runs this program again for each of `commands` (its arguments), in processes of their own on the same runtime, and starts those again that
 * die. Hands on the request to end; asked again, kills them. Gives the exit code when all have ended: the worst of theirs.
 */
export async function supervise(ctx: { clock: Clock; log: Log }, commands: string[][]): Promise<number> {
  const living = new Set<number>()
  const signalAll = (name: NodeJS.Signals) => {
    for (const pid of living) signal(pid, name)
  }
  const stop = stopSignal(() => signalAll('SIGKILL'))
  stop.addEventListener('abort', () => {
    signalAll('SIGTERM')
    setTimeout(() => signalAll('SIGKILL'), killMs)
  })
  const codes = await Promise.all(commands.map((command) => keepRunning(ctx, command, living, stop)))
  return Math.max(...codes)
}

async function keepRunning(
  { clock, log }: { clock: Clock; log: Log },
  command: string[],
  living: Set<number>,
  stop: AbortSignal,
): Promise<number> {
  for (let failures = 0; ; failures += 1) {
    const startedAt = clock.now()
    const { code, how } = await runOnce(command, living)
    // One that was still coming up when it was told to end has claimed nothing.
    if (stop.aborted && (how === 'SIGTERM' || how === 'SIGINT')) return 0
    if (code === 0 || code === usageError || stop.aborted) return code
    if (clock.now() - startedAt >= healthyMs) failures = 0
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures)
    log.error('instance.died', { how, againInMs: pauseMs })
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) return code
  }
}

async function runOnce(command: string[], living: Set<number>): Promise<{ code: number; how: string }> {
  const args = [...process.execArgv, process.argv[1]!, ...command]
  // By the channel an instance hears that its supervisor is gone, however that was.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const { pid } = child
  if (pid === undefined) {
    const [error] = await once(child, 'error')
    return { code: 1, how: String(error) }
  }
  living.add(pid)
  const [code, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  living.delete(pid)
  return { code: code ?? 1, how: killedBy ?? `exit code ${code}` }
}

/** By the process's id: Deno's `child.kill` closes the channel, too. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}
