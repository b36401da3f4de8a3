import { z } from '@hono/zod-openapi'

/** RFC 9457, with `field` (the input at fault, as `items[2]`) and `errors` (all inputs at fault). */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    field: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')
export type Problem = z.infer<typeof Problem>

/** The answer of every route to what it refuses. */
export const problemResponse = {
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': { schema: Problem } },
}
