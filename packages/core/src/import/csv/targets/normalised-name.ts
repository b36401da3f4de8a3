/** Names of ASCII words with single spaces are the common case. Their shortcut is more than twice as fast. */
const plainWords = /^[a-z0-9]+(?: [a-z0-9]+)*$/i
const ascii = /^[ -~]*$/

/**
 * A form of the name that different spellings share: NFKC, lower case, and one space for each run of characters that are not letters, marks
 * or digits. A name without letters, marks and digits only becomes lower case.
 */
export function normalisedName(name: string): string {
  if (plainWords.test(name)) return name.toLowerCase()
  const isAscii = ascii.test(name)
  const lower = (isAscii ? name : name.normalize('NFKC')).toLowerCase()
  return lower.replace(isAscii ? /[^a-z0-9]+/g : /[^\p{L}\p{M}\p{N}]+/gu, ' ').trim() || lower
}
