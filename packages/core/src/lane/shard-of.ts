import type { NewJob } from './lane-port.ts'

/**
 * The shard of a lane in which a job waits, 0 to `shards` − 1. All jobs of a key wait in one shard, so that their order and positions are exact.
 * Jobs that may join each other, of any keys, wait in one shard.
 */
export const shardOf = ({ keyId, coalesce }: Pick<NewJob, 'keyId' | 'coalesce'>, shards: number): number =>
  hash(coalesce ?? keyId) % shards

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let place = 0; place < text.length; place++) value = Math.imul(value ^ text.charCodeAt(place), 0x01000193)
  return value >>> 0
}
