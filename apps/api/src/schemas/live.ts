import { z } from '@hono/zod-openapi'

/** What a request for a live read may say about it. */
export const LiveHeaders = z.object({
  'cache-control': z.string().optional().openapi({
    description:
      '`no-cache`: the answer must not be behind what has been written, as one from a read replica may be; not heeded beside `If-None-Match`, where `fetch` adds it unasked',
  }),
  'if-none-match': z.string().optional().openapi({ description: 'The `ETag` of an answer that is at hand' }),
})

/** What the answer says about itself. */
export const liveHeaders = z.object({
  age: z.string().optional().openapi({
    description:
      'Seconds since what is shown was last seen to be so; of several, the one seen longest ago; of changes, by how much the list may be behind',
  }),
  etag: z.string().openapi({ description: 'Changes with the body' }),
  'server-timing': z.string().openapi({
    description:
      '`db`: from which database the answer is (`primary`, `replica`) and how long it took; `total`: all of it, in ms',
  }),
})

/** The answer where the body at hand is still right. */
export const notModified = { description: 'The answer with this `ETag` is still right', headers: liveHeaders }
