/** Replaces times, generated ids and sequence numbers, which differ between runs, by their form. */
export function settled(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part) => (key === 'sequence' ? typeof part : part))
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, 'a moment')
    .replace(/([a-z]{3})_[0-9A-HJKMNP-TV-Z]{26}/g, '$1_ULID')
  return JSON.parse(text)
}
