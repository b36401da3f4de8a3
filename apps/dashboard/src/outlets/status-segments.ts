import type { Trend } from '../api/bodies.ts'
import type { Span } from './known-part.ts'
import type { OutletState } from './outlet-state.ts'

/** For so large a share of the time that is shown an outlet was in one state. */
export interface StatusSegment {
  share: number
  state: OutletState
}

/** An outlet's states one after the other, from its turns. Before the first of them it was what that turned it from; without any, all the time what it is now. */
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
