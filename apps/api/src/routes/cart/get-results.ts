import type { Caller } from '@edgesweep/core/caller.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { isItemEnded, isJobEnded } from '@edgesweep/core/job/job-state.ts'
import { type ReadingContext, readResults } from '@edgesweep/core/job/read-job.ts'
import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { OfferRecord } from '@edgesweep/sites/site/records.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { withLanes } from '../../http/with-parts.ts'
import { problemResponse } from '../../schemas/problem.ts'

const maxItems = 1_000
/** Pages of results, of some 4 million characters each, that an answer may hold. */
const maxPages = 4

const Results = z
  .object({
    status: z.enum(['queued', 'processing', 'complete', 'failed', 'not_found']),
    progress: z.string().optional().openapi({ example: '2/3 items completed' }),
    results: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ description: 'By term. The second item of the same term is `<term>#2`, and so on' }),
    errors: z.record(z.string(), z.string()).optional(),
  })
  .openapi('Results')
type Results = z.infer<typeof Results>

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/results/{job_id}',
  summary: 'Get the status and results of a job (short form)',
  request: { params: z.object({ job_id: z.string() }) },
  responses: {
    200: { description: 'The status and the results so far', content: { 'application/json': { schema: Results } } },
    404: { description: 'Unknown or expired', content: { 'application/json': { schema: Results } } },
    default: problemResponse,
  },
})

export const getResults = (app: Api) =>
  app.openapi(route, async (c) => {
    const found = await readAll(withLanes(c.var.ctx), c.var.caller, c.req.valid('param').job_id)
    if (!found) return c.json({ status: 'not_found' } satisfies Results, 404)
    const { reading, items } = found
    if (reading.where === 'lane') {
      const progress = `0/${reading.job.total} items completed`
      return c.json({ status: 'queued', progress, results: {} } satisfies Results, 200)
    }
    const { job } = reading
    const keys = distinctKeys(items.map(({ label }) => label))
    const results = items.flatMap((item, n) =>
      item.status === 'completed' ? [[keys[n], resultBody(item.result)]] : [],
    )
    const errors = items.flatMap((item, n) => (item.error && isItemEnded(item.status) ? [[keys[n], item.error]] : []))
    return c.json(
      {
        status: !isJobEnded(job.status)
          ? 'processing'
          : job.status === 'completed' || job.status === 'partial'
            ? 'complete'
            : 'failed',
        progress: `${job.completed}/${job.total} items completed`,
        results: Object.fromEntries(results),
        ...(errors.length > 0 ? { errors: Object.fromEntries(errors) } : {}),
      } satisfies Results,
      200,
    )
  })

/** A key for each item: its label, with a number from the second item of that label on. */
function distinctKeys(labels: string[]): string[] {
  const taken = new Set(labels)
  const seen = new Set<string>()
  return labels.map((label) => {
    let key = label
    for (let n = 2; seen.has(key) || (key !== label && taken.has(key)); n++) key = `${label}#${n}`
    seen.add(key)
    return key
  })
}

/** The first 1,000 items. Throws `too_large` when their results do not fit into one answer. */
async function readAll(ctx: ReadingContext, caller: Caller, jobId: string) {
  const found = await readResults(ctx, caller, jobId, 0, maxItems)
  if (!found) return null
  const { reading, items } = found
  for (let pages = 1; items.length > 0 && items.length < Math.min(maxItems, reading.job.total); pages++) {
    if (pages === maxPages)
      throw new EdgesweepError(
        'too_large',
        `the results of the job ${jobId} are too large for the short form: read them by pages, from /v1/jobs/${jobId}/results`,
        { field: 'job_id' },
      )
    const next = await readResults(ctx, caller, jobId, items.length, maxItems - items.length)
    if (!next || next.items.length === 0) break
    items.push(...next.items)
  }
  return { reading, items }
}

/** The products of a cart's term; for any other job item its result as it is. */
function resultBody(result: unknown): unknown {
  if (typeof result === 'object' && result !== null && 'products' in result && Array.isArray(result.products)) {
    return result.products.map(productBody)
  }
  return result
}

/** An offer in the short form. A field that is missing or unparsed is null. */
const productBody = ({ title, price, store, url, image, rating, shipping }: OfferRecord) => ({
  title,
  price: foundValue(price),
  store: foundValue(store),
  url: foundValue(url),
  image: foundValue(image),
  rating: foundValue(rating),
  shipping: foundValue(shipping),
})
