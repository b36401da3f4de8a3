import { z } from '@hono/zod-openapi'

/** The query of a list with one of the cursors of `cursor.ts`. */
export const pageQuery = <Cursor extends z.ZodType>(cursor: Cursor) =>
  z.object({ cursor: cursor.optional(), limit: z.coerce.number().int().min(1).max(1_000).default(100) })

/** The schema of a page. `next` is null on the last page. */
export const pageOf = <T extends z.ZodType>(entry: T) => z.object({ data: z.array(entry), next: z.string().nullable() })

/** Makes a page from rows. `next` is the id of the last row if the page is full. */
export const page = <Row, Body>(rows: Row[], limit: number, body: (row: Row) => Body, idOf: (row: Row) => string) => ({
  data: rows.map(body),
  next: rows.length === limit ? idOf(rows.at(-1)!) : null,
})
