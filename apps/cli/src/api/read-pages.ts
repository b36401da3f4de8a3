import { z } from 'zod'
import type { ApiFlags } from './api-flags.ts'
import { askApi } from './ask-api.ts'

const Page = z.object({ data: z.array(z.unknown()), next: z.string().nullable() })

/** What a listing of the API holds, a page at a time. */
export async function* readPages(
  flags: ApiFlags,
  path: string,
  query: Record<string, string>,
): AsyncGenerator<unknown> {
  const asked = new URLSearchParams(query)
  while (true) {
    const { data, next } = Page.parse(await (await askApi(flags, { method: 'GET', path: `${path}?${asked}` })).json())
    yield* data
    if (next === null) return
    asked.set('cursor', next)
  }
}
