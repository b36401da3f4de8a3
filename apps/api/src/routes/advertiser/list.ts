import { normalisedName } from '@edgesweep/core/import/csv/targets/normalised-name.ts'
import { listAdvertisers as list } from '@edgesweep/db/queries/advertiser/list.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { nameCursor } from '../../schemas/cursor.ts'
import { page, pageOf, pageQuery } from '../../schemas/page.ts'
import { problemResponse } from '../../schemas/problem.ts'

/** An advertiser, as last imported. */
export const AdvertiserBody = z
  .object({
    advertiser_id: z.string(),
    advertiser_name: z.string(),
    advertiser_name_normalized: z.string(),
    country: z.string().nullable(),
  })
  .openapi('Advertiser')

const route = defineRoute({
  access: 'read',
  method: 'get',
  path: '/v1/advertisers',
  summary: 'List advertisers by id, filtered by name (case, spaces and punctuation are ignored) and country',
  request: {
    query: pageQuery(nameCursor).extend({
      name: z.string().max(500).optional(),
      country: z.string().max(100).optional(),
    }),
  },
  responses: {
    200: { description: 'A page of advertisers', content: { 'application/json': { schema: pageOf(AdvertiserBody) } } },
    default: problemResponse,
  },
})

export const listAdvertisers = (app: Api) =>
  app.openapi(route, async (c) => {
    const { cursor, limit, name, country } = c.req.valid('query')
    const rows = await list(c.var.ctx.reads, {
      after: cursor ?? null,
      limit,
      normalizedName: name === undefined ? null : normalisedName(name),
      country: country ?? null,
    })
    const body = (row: (typeof rows)[number]): z.infer<typeof AdvertiserBody> => ({
      advertiser_id: row.advertiserId,
      advertiser_name: row.name,
      advertiser_name_normalized: row.normalizedName,
      country: row.country,
    })
    return c.json(
      page(rows, limit, body, (row) => row.advertiserId),
      200,
    )
  })
