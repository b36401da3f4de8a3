import type { Clock, Log } from '@edgesweep/core/context.ts'
import { govern, newGovernor } from '@edgesweep/core/governor/governor-machine.ts'
import type { Decision, GovernorSettings } from '@edgesweep/core/governor/governor-settings.ts'
import { pauseUnless } from '@edgesweep/core/pause-unless.ts'
import type { HostReading } from './readings/read-host.ts'

/** A pool whose size the governor sets. */
export interface WorkerPool {
  /** The number of running workers, including those that finish their last task. */
  readonly workers: number
  /** The number of tasks that no worker has started. */
  waiting(): Promise<number>
  /** The number of workers with a task. */
  busy(): number
  /** Sets the number of workers. A surplus worker finishes its task first. May be called repeatedly with the same number. */
  setWorkers(workers: number): void
}

const unknownHost: HostReading = { cpu: NaN, memoryFreeBytes: NaN, memoryTotalBytes: NaN }

/**
 * Takes a reading every `everyMs`, decides, and resizes the pool, until `signal` aborts. A failed reading is NaN, which never adds a worker; low
 * memory still removes workers while the database does not answer. The log reports each failed reading once.
 */
export async function governPool(
  ctx: { clock: Clock; log: Log },
  pool: WorkerPool,
  options: {
    settings: GovernorSettings
    readHost: () => Promise<HostReading>
    signal: AbortSignal
    everyMs?: number
    onDecision?: (decision: Decision, now: number) => void
  },
): Promise<void> {
  const { settings, readHost, signal, everyMs = 1000, onDecision } = options
  const failing = new Set<string>()
  const readOr = async <T>(reading: string, answer: Promise<T>, fallback: T): Promise<T> => {
    try {
      const value = await answer
      failing.delete(reading)
      return value
    } catch (error) {
      if (!failing.has(reading)) ctx.log.warn('governor.reading_failed', { reading, error: String(error) })
      failing.add(reading)
      return fallback
    }
  }
  const waiting = oneAtATime(() => pool.waiting(), ctx.clock, everyMs)
  let state = newGovernor(settings)
  while (!signal.aborted) {
    pool.setWorkers(state.workers)
    await pauseUnless(signal, ctx.clock, everyMs)
    const [host, tasks] = await Promise.all([
      readOr('host', readHost(), unknownHost),
      readOr('waiting', waiting(), NaN),
    ])
    if (signal.aborted) return
    const now = ctx.clock.now()
    const step = govern(settings, state, { ...host, waiting: tasks, busy: pool.busy(), workers: pool.workers }, now)
    state = step.state
    onDecision?.(step.decision, now)
    if (step.decision.change !== 0) ctx.log.info('governor.changed', { ...step.decision })
  }
}

/** Keeps at most one call of `read` open; later callers share it. Throws if there is no answer within `timeoutMs`. */
function oneAtATime(read: () => Promise<number>, clock: Clock, timeoutMs: number): () => Promise<number> {
  let open: Promise<number> | null = null
  return () => {
    open ??= read().finally(() => {
      open = null
    })
    const timeout = clock.sleep(timeoutMs).then(() => Promise.reject(new Error(`no answer within ${timeoutMs} ms`)))
    timeout.catch(() => {})
    return Promise.race([open, timeout])
  }
}
