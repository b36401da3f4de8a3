import type { Rendered } from '@edgesweep/core/context.ts'
import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { extractOutlet } from '@edgesweep/core/outlet/extract-outlet.ts'
import { type OutletContext, scanOutlet } from '@edgesweep/core/outlet/scan-outlet.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { PagesAtHand } from '@edgesweep/core/visit/pages-at-hand.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { createTown } from '@edgesweep/infra/demo-town/create-town.ts'
import { breakages } from '@edgesweep/infra/demo-town/machine/broken-page.ts'
import { compareOutlets } from '@edgesweep/infra/demo-town/machine/compare-outlets.ts'
import type { OutletState } from '@edgesweep/infra/demo-town/machine/outlet-at.ts'
import { Town } from '@edgesweep/infra/demo-town/machine/town.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { readInTown } from '../../../support/stack/read-in-town.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { rowsOf, someOutlet } from '../../db/some.ts'
import { someEndpoint, someKey } from '../../db/some-endpoint.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
await someEndpoint(db, await someKey(db))

const plan = { seed: 1, size: 46, tickSeconds: 20, epoch: 0, now: () => 0 }
const truth = new Town(plan)
const origin = 'http://town.example'
const town = createTown({ ...plan, outlets: plan.size })

/** Reads the real pages as in production, but without a browser. */
const ctx: OutletContext = {
  db,
  clock: systemClock,
  settings: settingsFrom({}),
  log: { info: () => {}, warn: () => {}, error: () => {} },
  resolve: async () => ['93.184.216.34'],
  domains: openDomains,
  fetch: async (input) => town.request(String(input)),
  renderer: {
    render: (request, under) =>
      under<Rendered>(async () => {
        const page = await readInTown(town, request)
        return { page, status: page.status, retryAfterMs: null }
      }),
    close: async () => {},
  },
  files: {
    put: () => Promise.reject(new Error('no file is kept here')),
    get: async () => null,
    delete: async () => {},
  },
  wakes: { files: async () => {} },
  atHand: new PagesAtHand(systemClock),
}

const firstTick = 88_000_000
const outletsAt = truth.at(firstTick)
/** 1 to 3 confirmations, each number for outlets of every manner. */
const confirmationsOf = (index: number) => 1 + (Math.floor(index / 3) % 3)

await Promise.all(
  outletsAt.map(({ slug, manner }, index) =>
    someOutlet(db, {
      id: `out_${slug}`,
      url: `${origin}/${manner}/${slug}`,
      confirmations: confirmationsOf(index),
    }),
  ),
)

/** The true state of each outlet at its last observation, as far as a reader could see it. */
const known = new Map<string, { online: boolean; extracted: OutletState | null }>()
let announced = 0

test('ten observations of a changing town announce every change of its history once and no other, each delivered once', async () => {
  let changes = 0
  for (let look = 0; look < 10; look++) {
    await goTo(firstTick + look * 40)
    await sweep(outletsAt.map((_, index) => index))
    const expected = historyUntil(firstTick + look * 40)
    expect(await newEvents(), `look ${look}`).toEqual(expected)
    changes += expected.length
  }
  expect(changes).toBeGreaterThan(300)
  const events = await rowsOf(db, 'change_events', 'id')
  await numberDeliveries(db, { limit: 10_000 })
  const deliveries = await rowsOf(db, 'deliveries', 'sequence')
  expect(deliveries.map((row) => row.event_id).sort()).toEqual(events.map((row) => row.id))
  expect(deliveries.map((row) => row.sequence)).toEqual(events.map((_, index) => index + 1))
}, 120_000)

test('a broken page is announced as one anomaly without removals, and after the repair only real changes are announced', async () => {
  const [before, after] = [firstTick + 360, firstTick + 400]
  const open = truth
    .at(after)
    .flatMap(({ online }, index) => (online && truth.at(before)[index]!.online ? [index] : []))
  const chosen = ['json-ld', 'scripted', 'microdata'].flatMap((manner) =>
    open.filter((index) => outletsAt[index]!.manner === manner).slice(0, breakages.length),
  )
  expect(chosen).toHaveLength(9)
  await goTo(after)
  for (const [place, index] of chosen.entries()) await setBreakage(index, breakages[place % 3]!)
  await sweep(chosen)
  expect(await newEvents()).toEqual(chosen.map((index) => `sweep.anomalous ${outletsAt[index]!.slug}`).sort())
  await sweep(chosen)
  expect(await newEvents()).toEqual([])
  for (const index of chosen) await setBreakage(index, null)
  await sweep(chosen)
  const slugs = new Set(chosen.map((index) => outletsAt[index]!.slug))
  expect(await newEvents()).toEqual(historyUntil(after, slugs))
}, 60_000)

const goTo = (tick: number) => town.request('/_town/clock', { method: 'POST', body: JSON.stringify({ tick }) })

const setBreakage = (index: number, how: string | null) =>
  town.request(`/_town/breakages/${outletsAt[index]!.slug}?how=${how}`, { method: how ? 'PUT' : 'DELETE' })

/** Scans and extracts the outlets, each as often as its `confirmations`. */
async function sweep(indexes: number[]): Promise<void> {
  await Promise.all(
    indexes.map(async (index) => {
      const of = { outletId: `out_${outletsAt[index]!.slug}`, sweepId: null }
      for (let time = 0; time < confirmationsOf(index); time++) {
        await scanOutlet(ctx, of, 'bulk', noUsage())
        await extractOutlet(
          ctx,
          of,
          { job: { id: 'job_1', keyId: 'key_1', submittedAt: 0 }, files: [] },
          'bulk',
          noUsage(),
        ).catch((error) => {
          if (!(error instanceof UnreadablePage)) throw error
        })
      }
    }),
  )
}

/** The changes in the history since each outlet was last observed. The menu of a closed outlet is not read. */
function historyUntil(tick: number, slugs = new Set(outletsAt.map(({ slug }) => slug))): string[] {
  const lines = truth.at(tick).flatMap((outlet) => {
    const { slug, online } = outlet
    if (!slugs.has(slug)) return []
    const last = known.get(slug)
    known.set(slug, { online, extracted: online ? outlet : (last?.extracted ?? null) })
    const turn = last && last.online !== online ? [`${online ? 'outlet.online' : 'outlet.offline'} ${slug}`] : []
    if (!online || !last?.extracted) return turn
    return [...turn, ...compareOutlets(last.extracted, outlet).map(lineOf)]
  })
  return lines.sort()
}

const lineOf = (change: ReturnType<typeof compareOutlets>[number]): string =>
  change.type === 'item.price_changed'
    ? `${change.type} ${change.slug} ${change.key} ${money(change.old)} -> ${money(change.new)}`
    : [change.type, change.slug, ...('key' in change ? [change.key] : [])].join(' ')

const money = ({ minor, currency }: { minor: number; currency: string }) => `${minor} ${currency}`

/** The events announced since the last call. */
async function newEvents(): Promise<string[]> {
  type Row = { kind: string; slug: string; key: string | null; old: Side; new: Side }
  type Side = { price?: { minor: number; currency: string } } | null
  const rows = await runStatement<Row>(
    db,
    'new events',
    sql`select e.kind, substr(e.outlet_id, 5) as slug, i.key, e.old, e.new
      from change_events e left join items i on i.id = e.item_id order by e.id offset ${announced}::int`,
  )
  announced += rows.length
  const lines = rows.map(({ kind, slug, key, old, new: now }) =>
    [
      kind,
      slug,
      ...(key ? [key] : []),
      ...(kind === 'item.price_changed' ? [money(old!.price!), '->', money(now!.price!)] : []),
    ].join(' '),
  )
  return lines.sort()
}
