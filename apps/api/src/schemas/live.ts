import { z } from '@hono/zod-openapi'

/** The request headers of a live read. */
export const LiveHeaders = z.object({
  'cache-control': z.string().optional().openapi({
    description:
      '`no-cache`: answer from the primary, because a read replica may lag behind. Ignored together with `If-None-Match`, where `fetch` adds it by itself',
  }),
  'if-none-match': z.string().optional().openapi({ description: 'The `ETag` of an earlier answer' }),
})

/** The response headers of a live read. */
export const liveHeaders = z.object({
  age: z.string().optional().openapi({
    description:
      'Seconds since the last observation; of a list, since the oldest one. For changes: the largest possible lag of the list, in seconds',
  }),
  etag: z.string().openapi({ description: 'Changes with the body' }),
  'server-timing': z.string().openapi({
    description: '`db`: the database (`primary` or `replica`) and its time in ms. `total`: the whole time in ms',
  }),
})

/** The answer if the client's body is current. */
export const notModified = { description: 'The earlier answer is still current', headers: liveHeaders }
