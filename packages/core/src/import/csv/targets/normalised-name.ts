/** Names of ASCII words with single spaces are the common case. Their shortcut is more than twice as fast. */
const plainWords = /^[a-z0-9]+(?: [a-z0-9]+)*$/i
const ascii = /^[ -~]*$/

/**
 * A name under which different spellings meet: compatibility characters normalised (NFKC), lower case, and one space for each run of
 * other characters than letters, marks and digits. A name without any of these becomes lower case only.
 */
export function normalisedName(name: string): string {
  if (plainWords.test(name)) return name.toLowerCase()
  const isAscii = ascii.test(name)
  const lower = (isAscii ? name : name.normalize('NFKC')).toLowerCase()
  return lower.replace(isAscii ? /[^a-z0-9]+/g : /[^\p{L}\p{M}\p{N}]+/gu, ' ').trim() || lower
}
