import type { z } from 'zod'

/** The problems with options as one text for the caller, each with the path of its field (`fields.price.css: …`). Null when valid. */
export function describeIssues(result: z.ZodSafeParseResult<unknown>): string | null {
  if (result.success) return null
  return result.error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}
