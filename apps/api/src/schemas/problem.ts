import { z } from '@hono/zod-openapi'

/** A problem document (RFC 9457). `field` is the first faulty input, such as `items[2]`; `errors` lists all faulty inputs. */
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

/** The error answer of every route. */
export const problemResponse = {
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': { schema: Problem } },
}
