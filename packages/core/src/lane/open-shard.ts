import { continueTicket } from './correct-times.ts'
import type { LaneAddress } from './job-id.ts'
import { type LaneState, restoreLane } from './lane-state.ts'
import type { LaneStorage } from './lane-storage.ts'

/** A shard in memory. `hasGivenUp`: the objects of some given-up jobs have not been notified. */
export interface OpenShard {
  state: LaneState
  address: LaneAddress | null
  hasGivenUp: boolean
}

/** Reads a shard as a new process does, and stores the times that it corrects. */
export function openShard(storage: LaneStorage, now: number): OpenShard {
  const { address, tickets, nextSequence, pace } = storage.read()
  const read = tickets.map((ticket) => continueTicket(ticket, now))
  const corrected = read.flatMap(({ ticket, corrected }) => (corrected ? ticket : []))
  if (corrected.length > 0) storage.commit(corrected.map((ticket) => ({ type: 'save', ticket })))
  const state = restoreLane(
    read.map(({ ticket }) => ticket),
    nextSequence,
    pace,
  )
  return { state, address, hasGivenUp: storage.givenUp(1).length > 0 }
}
