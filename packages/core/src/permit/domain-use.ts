import { byLane, type LaneName, laneNames } from '../lane/lane.ts'
import { applyToDomain, paceAt } from './domain-permits.ts'
import type { DomainState } from './domain-state.ts'
import { mostHolds } from './holds.ts'
import { lateMs } from './places.ts'

/** Why a domain gets no request: it named a time, it refused requests without one, or its robots.txt asks for a pause between two requests. */
export const pauseCauses = ['retry-after', 'trouble', 'crawl-delay'] as const
type PauseCause = (typeof pauseCauses)[number]

/** The state of a domain's permits. It carries durations, because the clocks of two objects may differ by an hour. */
export interface DomainUse {
  /** Requests in flight, the most that may be now, and the most without trouble. */
  inFlight: number
  limit: number
  slots: number
  /** The pause between two starts that the robots.txt asks for, in ms. */
  delayMs: number
  /** Requests that wait in line or were named a later time, by lane. */
  waiting: Record<LaneName, number>
  /** Why the domain gets no request now, and for how long. Null when it may get one. */
  pause: { cause: PauseCause; leftMs: number } | null
  /** The jobs and pipelines that it holds back, the longest held first. */
  held: Array<{ work: string; lane: LaneName; heldMs: number }>
}

/** Reads the permits' state as of `now`, which may be later than the last input. */
export function domainUse(last: DomainState, now: number): DomainUse {
  const state = structuredClone(last)
  applyToDomain(state, { type: 'time' }, now)
  const { permits, limit, slots, delayMs, waiters, places, holds, backoffUntil, backoffCause } = state
  const held = new Map(holds)
  for (const { work, lane, since, until } of waiters)
    if (work !== null && !held.has(work)) held.set(work, { lane, since, until })
  const pace = paceAt(state)
  return {
    inFlight: permits.size,
    limit,
    slots,
    delayMs,
    waiting: byLane((lane) => waiters.filter((waiter) => waiter.lane === lane).length + places[lane].length),
    pause: pace > now ? { cause: backoffUntil > now ? backoffCause : 'crawl-delay', leftMs: pace - now } : null,
    held: [...held]
      .map(([work, { lane, since }]) => ({ work, lane, heldMs: Math.max(0, now - since) }))
      .sort((a, b) => b.heldMs - a.heldMs)
      .slice(0, mostHolds),
  }
}

/** The number of requests that wait. */
export const waitingAt = ({ waiting }: Pick<DomainUse, 'waiting'>): number =>
  laneNames.reduce((sum, lane) => sum + waiting[lane], 0)

/** Whether a domain is worth showing: it serves or holds back a request, or has had trouble. */
export const isBusy = (use: DomainUse): boolean =>
  use.inFlight > 0 || waitingAt(use) > 0 || use.held.length > 0 || isInTrouble(use)

const isInTrouble = ({ pause, limit, slots }: DomainUse): boolean =>
  limit < slots || (pause !== null && pause.cause !== 'crawl-delay')

/** For how long, in ms, a domain stays busy although nobody calls it: until its pause ends, or until all that it holds back are taken to have left. */
export function busyFor({ backoffUntil, holds, places }: DomainState, now: number): number {
  const times = [...holds.values()].map(({ until }) => until)
  for (const lane of laneNames) times.push((places[lane].at(-1) ?? 0) + lateMs)
  return Math.max(0, Math.max(backoffUntil, ...times) - now)
}

/** What a domain does to requests now, in words. */
export function describeDomain(domain: string, use: DomainUse): string {
  const { pause, inFlight, limit, slots, delayMs } = use
  const waiting = waitingAt(use)
  const facts = [
    pause && pause.cause !== 'crawl-delay'
      ? `${pauseWords[pause.cause]}, for ${(pause.leftMs / 1000).toFixed(1)} s`
      : `${inFlight} of ${limit} requests in flight`,
    ...(limit < slots ? [`fewer than the usual ${slots}, because it had trouble`] : []),
    ...(delayMs > 0 ? [`its robots.txt asks for ${delayMs / 1000} s between requests`] : []),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'request waits' : 'requests wait'}`] : []),
  ]
  return `domain ${domain}: ${facts.join(', ')}`
}

const pauseWords: Record<Exclude<PauseCause, 'crawl-delay'>, string> = {
  'retry-after': 'it asked for a pause (Retry-After)',
  trouble: 'it pauses after trouble',
}
