/** How JSON writes NUL and halves of pairs; looking for them costs a tenth of looking at each string. */
const suspect = /\\u(0000|d[89a-f])/

const clean = (text: string) => text.toWellFormed().replaceAll('\u0000', '')

/** A value as the database would give it back. */
export const storable = <T>(value: T): T =>
  suspect.test(JSON.stringify(value)) ? JSON.parse(storableJson(value)) : value

/**
 * JSON text that Postgres takes as `jsonb`: NUL characters, which it cannot store, are dropped, and halves of surrogate pairs
 * replaced by U+FFFD. Pages contain both.
 */
export function storableJson(value: unknown): string {
  const plain = JSON.stringify(value)
  if (plain !== undefined && !suspect.test(plain)) return plain
  const text = JSON.stringify(value, (_key, part) => {
    if (typeof part === 'string') return clean(part)
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [clean(key), inner]))
  })
  return text ?? 'null'
}
