/**
 * The shard of a lane in which a key's jobs wait, 0 to `shards` − 1: all of one key's in one, so that their order and positions are exact. FNV-1a, 32 bits
 * (http://www.isthe.com/chongo/tech/comp/fnv/).
 */
export function shardOf(keyId: string, shards: number): number {
  let hash = 0x811c9dc5
  for (let place = 0; place < keyId.length; place++) hash = Math.imul(hash ^ keyId.charCodeAt(place), 0x01000193)
  return (hash >>> 0) % shards
}
