import { listAdvertisers } from '@edgesweep/db/queries/advertiser/list.ts'
import type { Context } from '../context.ts'
import { advertisersTarget } from './csv/targets/advertisers.ts'
import { spreadsheetCsv } from './csv/write-csv.ts'

const rowsAtOnce = 5_000

/** All advertisers as CSV, with the columns of an import, a few thousand rows at a time. */
export async function* exportAdvertisers(ctx: Pick<Context, 'db'>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(spreadsheetCsv([advertisersTarget.columns]))
  for (let after: string | null = null; ; ) {
    const rows: Awaited<ReturnType<typeof listAdvertisers>> = await listAdvertisers(ctx.db, {
      after,
      limit: rowsAtOnce,
    })
    if (rows.length === 0) return
    const cells = rows.map((row) => [row.advertiserId, row.name, row.normalizedName, row.country])
    yield encoder.encode(spreadsheetCsv(cells))
    after = rows.at(-1)!.advertiserId
  }
}
