import { type LaneState, lineOf, releaseTickets, type Ticket } from './lane-state.ts'
import { heldByKey } from './lane-turns.ts'

/** A key in whose line tickets of a shard stand or stood, and the number of them that workers hold. */
export interface LineUse {
  line: string
  held: number
}

/** The leases that are still held, and two of the lines in which tickets wait: those of which workers hold the fewest. */
export interface Renewal {
  kept: Array<LineUse & { id: string }>
  waiting: LineUse[]
}

/** A renewal names this many waiting lines, so that one of them is not the line of a given ticket. */
const namedLines = 2

/** The answer to a renewal of these tickets. */
export function renewalOf(state: LaneState, kept: Ticket[], now: number): Renewal {
  releaseTickets(state, now)
  const held = heldByKey(state)
  const useOf = (line: string): LineUse => ({ line, held: held.get(line) ?? 0 })
  return {
    kept: kept.map((ticket) => ({ id: ticket.id, ...useOf(lineOf(ticket)) })),
    waiting: state.ring
      .map(useOf)
      .sort((a, b) => a.held - b.held)
      .slice(0, namedLines),
  }
}
