import { z } from 'zod'
import type { ApiFlags } from './api-flags.ts'
import { askApi } from './ask-api.ts'

const Page = z.object({ data: z.array(z.unknown()), next: z.string().nullable() })

/** A pipeline's records with what came of them, the newest first, a page at a time. */
export async function* readRecords(flags: ApiFlags & { status?: string }, pipeline: string): AsyncGenerator<unknown> {
  const query = new URLSearchParams({ include: 'result', limit: '100', ...(flags.status && { status: flags.status }) })
  while (true) {
    const answer = await askApi(flags, { method: 'GET', path: `/v1/pipelines/${pipeline}/records?${query}` })
    const { data, next } = Page.parse(await answer.json())
    yield* data
    if (next === null) return
    query.set('cursor', next)
  }
}
