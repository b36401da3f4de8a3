const bitsPerWord = 32
const firstWords = 1 << 12

/** Counts distinct numbers, and numbers that were seen more than once. */
export class SeenRecords {
  #words = new Uint32Array(firstWords)
  distinct = 0
  again = 0

  add(number: number): void {
    const word = Math.floor(number / bitsPerWord)
    if (word >= this.#words.length) this.#grow(word)
    const bit = 1 << (number % bitsPerWord)
    if (this.#words[word]! & bit) this.again += 1
    else this.distinct += 1
    this.#words[word]! |= bit
  }

  #grow(word: number): void {
    const words = new Uint32Array(2 * word)
    words.set(this.#words)
    this.#words = words
  }
}
