import type { Trend } from '../api/bodies.ts'
import type { Span } from './known-part.ts'
import type { OutletState } from './outlet-state.ts'

/** A period in which an outlet had one state. `share` (0 to 1) is its part of the time axis. */
export interface StatusSegment {
  share: number
  state: OutletState
}

/**
 * The states of an outlet in order, from its changes of status (`turns`). Before the first change it had the opposite state. Without a change it
 * had its present state all the time.
 */
export function statusSegments(turns: Trend['turns'], { from, to }: Span, now: OutletState): StatusSegment[] {
  const within = turns.filter(([at]) => at > from && at < to)
  const [first] = within
  if (!first) return [{ share: 1, state: now }]
  const starts: Trend['turns'] = [[from, !first[1]], ...within]
  return starts.map(([at, online], index) => ({
    share: ((starts[index + 1]?.[0] ?? to) - at) / (to - from),
    state: online ? 'online' : 'offline',
  }))
}
