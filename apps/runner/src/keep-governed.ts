import type { Clock, Log } from '@edgesweep/core/context.ts'
import { govern, newGovernor } from '@edgesweep/core/governor/governor-machine.ts'
import type { Decision, GovernorSettings } from '@edgesweep/core/governor/governor-settings.ts'
import { pauseUnless } from '@edgesweep/core/pause-unless.ts'
import type { HostReading } from './readings/read-host.ts'

/** A pool whose size the governor sets. */
export interface Governed {
  /** How many run now, those included that finish their last task. */
  readonly workers: number
  /** Tasks that nobody has in hand. */
  waiting(): Promise<number>
  /** Workers with a task in hand. */
  busy(): number
  /** Says how many there are to be; whoever is too many finishes what it has in hand. Is told the same again and again. */
  setWorkers(workers: number): void
}

const unknownHost: HostReading = { cpu: NaN, memoryFreeBytes: NaN, memoryTotalBytes: NaN }

/**
 * Takes a reading every `everyMs`, decides, and tells the pool, until `signal` is aborted. What cannot be read brings no worker: while the
 * database is away nobody knows what waits, but memory that runs out still forces workers out. The log says what was blind, once.
 */
export async function keepGoverned(
  ctx: { clock: Clock; log: Log },
  pool: Governed,
  options: {
    settings: GovernorSettings
    readHost: () => Promise<HostReading>
    signal: AbortSignal
    everyMs?: number
    decided?: (decision: Decision, now: number) => void
  },
): Promise<void> {
  const { settings, readHost, signal, everyMs = 1000, decided } = options
  const blind = new Set<string>()
  const or = async <T>(what: string, seen: Promise<T>, unknown: T): Promise<T> => {
    try {
      const value = await seen
      blind.delete(what)
      return value
    } catch (error) {
      if (!blind.has(what)) ctx.log.warn('governor.blind', { what, error: String(error) })
      blind.add(what)
      return unknown
    }
  }
  const waiting = oneAtATime(() => pool.waiting(), ctx.clock, everyMs)
  let state = newGovernor(settings)
  while (!signal.aborted) {
    pool.setWorkers(state.workers)
    await pauseUnless(signal, ctx.clock, everyMs)
    const [host, tasks] = await Promise.all([or('host', readHost(), unknownHost), or('waiting', waiting(), NaN)])
    if (signal.aborted) return
    const now = ctx.clock.now()
    const step = govern(settings, state, { ...host, waiting: tasks, busy: pool.busy(), workers: pool.workers }, now)
    state = step.state
    decided?.(step.decision, now)
    if (step.decision.change !== 0) ctx.log.info('governor.changed', { ...step.decision })
  }
}

/** Asks again only when the last question was answered; throws when there is no answer in time. */
function oneAtATime(ask: () => Promise<number>, clock: Clock, withinMs: number): () => Promise<number> {
  let asked: Promise<number> | null = null
  return () => {
    asked ??= ask().finally(() => {
      asked = null
    })
    const late = clock.sleep(withinMs).then(() => Promise.reject(new Error(`no answer in ${withinMs} ms`)))
    late.catch(() => {})
    return Promise.race([asked, late])
  }
}
