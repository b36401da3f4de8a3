import type { Lane } from './lane.ts'

const laneLetters = { live: 'l', interactive: 'i', bulk: 'b' } as const satisfies Record<Lane, string>
const lanes: Record<string, Lane> = { l: 'live', i: 'interactive', b: 'bulk' }
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/** One shard of a lane. Shards count from 0. */
export interface LaneAddress {
  lane: Lane
  shard: number
}

/** The shard that gave out a job's ticket, and the ticket's `sequence`, which counts up within the shard. */
export interface JobAddress extends LaneAddress {
  sequence: number
}

/** `job_` + lane letter + shard (2) + sequence (8) + 10 random characters, base 36: sorts by age within a shard, and cannot be guessed. */
export function makeJobId(address: JobAddress, random: Uint8Array): string {
  const tail = Array.from(random.subarray(0, 10), (byte) => alphabet[byte % 36]).join('')
  return makeJobIdPrefix(address) + tail
}

/** What all ids of an address begin with: an id sorts after the prefix of its own sequence and before that of the next. */
export const makeJobIdPrefix = ({ lane, shard, sequence }: JobAddress): string =>
  `job_${laneLetters[lane]}${shard.toString(36).padStart(2, '0')}${sequence.toString(36).padStart(8, '0')}`

/** Null for anything that no Lane can have given out. */
export function parseJobId(id: string): JobAddress | null {
  const parts = /^job_([lib])([0-9a-z]{2})([0-9a-z]{8})[0-9a-z]{10}$/.exec(id)
  if (!parts) return null
  return {
    lane: lanes[parts[1]!]!,
    shard: Number.parseInt(parts[2]!, 36),
    sequence: Number.parseInt(parts[3]!, 36),
  }
}
