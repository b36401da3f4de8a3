/** What was asked for cannot be meant, or something that it needs was not given: a sentence for the person who typed it. */
export class UsageError extends Error {
  override name = 'UsageError'
}
