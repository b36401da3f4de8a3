import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Log } from '@edgesweep/core/context.ts'
import { drainMs, stopSignal } from './stop-signal.ts'

/** Time from SIGTERM to SIGKILL. It exceeds `drainMs`, so that a process can end normally. */
const killMs = drainMs + 5_000
const firstPauseMs = 1_000
const maxPauseMs = 30_000
/** A process that lived longer did not fail at its start. */
const healthyMs = 60_000
/** The exit code of a usage error. A restart would fail the same way. */
const usageError = 2

/**
 * Runs this program in a child process for each of `commands` (its arguments), on the same runtime, and restarts a child that dies. Forwards a stop
 * request; kills the children on the second one. Returns the highest exit code after all have ended.
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
    // A child that the signal killed was still starting and has claimed nothing.
    if (stop.aborted && (how === 'SIGTERM' || how === 'SIGINT')) return 0
    if (code === 0 || code === usageError || stop.aborted) return code
    if (clock.now() - startedAt >= healthyMs) failures = 0
    const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** failures)
    log.error('instance.died', { how, restartInMs: pauseMs })
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) return code
  }
}

async function runOnce(command: string[], living: Set<number>): Promise<{ code: number; how: string }> {
  const args = [...process.execArgv, process.argv[1]!, ...command]
  // When the supervisor dies, the IPC channel closes, and the child stops.
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

/** Uses the process id, because Deno's `child.kill` also closes the IPC channel. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // The process has already ended.
  }
}
