import { type LaneState, placeInQueue, type Ticket } from './lane-state.ts'

/** What a caller is told of a waiting job. `position` counts from 1 among the caller's own waiting jobs; seconds from now to its end. */
export interface Forecast {
  position: number
  etaSeconds: { p50: number; p90: number }
}

/** Assumed for a job until any has been served. */
const unknownServiceMs = 5_000

/**
 * Under round-robin a ticket starts after the tickets of its own key before it, and after as many of each other key.
 * `slots` is how many jobs the lane works on at a time.
 */
export function forecastTicket(state: LaneState, ticket: Ticket, slots: number): Forecast {
  const own = state.queues.get(ticket.keyId) ?? []
  const ahead = placeInQueue(own, ticket.sequence)
  let before = ahead
  for (const [keyId, queue] of state.queues) if (keyId !== ticket.keyId) before += Math.min(queue.length, ahead + 1)
  const rounds = before / slots + 1
  return {
    position: ahead + 1,
    etaSeconds: {
      p50: inSeconds(rounds * quantile(state.serviceTimes, 0.5)),
      p90: inSeconds(rounds * quantile(state.serviceTimes, 0.9)),
    },
  }
}

function quantile(times: number[], q: number): number {
  if (times.length === 0) return unknownServiceMs
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}

const inSeconds = (ms: number): number => Math.ceil(ms / 1000)
