import { type LaneName, laneNames, lanes } from './lane.ts'

const laneOfLetter = new Map<string, LaneName>(laneNames.map((lane) => [lanes[lane].letter, lane]))
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/** One shard of a lane. Shards count from 0. */
export interface LaneAddress {
  lane: LaneName
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

/** The beginning of all ids of an address: an id sorts after the prefix of its own sequence and before that of the next. */
export const makeJobIdPrefix = ({ lane, shard, sequence }: JobAddress): string =>
  `job_${lanes[lane].letter}${shard.toString(36).padStart(2, '0')}${sequence.toString(36).padStart(8, '0')}`

/** Null for a text that cannot be an id. */
export function parseJobId(id: string): JobAddress | null {
  const [, letter, shard, sequence] = /^job_([a-z])([0-9a-z]{2})([0-9a-z]{8})[0-9a-z]{10}$/.exec(id) ?? []
  const lane = laneOfLetter.get(letter ?? '')
  if (!lane) return null
  return { lane, shard: Number.parseInt(shard!, 36), sequence: Number.parseInt(sequence!, 36) }
}
