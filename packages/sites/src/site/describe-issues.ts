import type { z } from 'zod'

/** What is wrong with options, for the caller, each field by its path: `fields.price.css: …`; null when nothing is. */
export function describeIssues(result: z.ZodSafeParseResult<unknown>): string | null {
  if (result.success) return null
  return result.error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}
