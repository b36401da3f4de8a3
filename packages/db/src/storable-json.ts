/** JSON escapes of NUL and surrogate halves. Searching the whole text costs a tenth of checking each string. */
const suspect = /\\u(0000|d[89a-f])/

const clean = (text: string) => text.toWellFormed().replaceAll('\u0000', '')

/** The value as the database returns it after storing it. */
export const storable = <T>(value: T): T =>
  suspect.test(JSON.stringify(value)) ? JSON.parse(storableJson(value)) : value

/**
 * JSON text that Postgres accepts as `jsonb`. It cannot store NUL characters, which are removed, or unpaired surrogate halves, which
 * become U+FFFD. Web pages contain both.
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
