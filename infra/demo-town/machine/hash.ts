/** A 32-bit hash of integers, in which each bit depends on every part. Source of the mixing steps: MurmurHash3_x86_32. */
export function hash(...parts: number[]): number {
  let state = 0x9747b28c
  for (const part of parts) {
    let block = Math.imul(part | 0, 0xcc9e2d51)
    block = Math.imul((block << 15) | (block >>> 17), 0x1b873593)
    state ^= block
    state = (Math.imul((state << 13) | (state >>> 19), 5) + 0xe6546b64) | 0
  }
  state ^= parts.length * 4
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}

/** Picks one of `choices` by `bits`, a result of `hash`. */
export const pick = <T>(choices: readonly T[], bits: number): T => choices[bits % choices.length]!

/** A hash of a text: FNV-1a over its UTF-16 units, mixed once more. */
export function hashText(text: string): number {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  }
  return hash(state)
}
