import { eventually } from '../../support/eventually.ts'
import { type BrowserCounts, countBrowsers } from '../../support/stack/chromium-witness.ts'
import type { Stack } from '../../support/stack/stack.ts'
import { type EndedJob, PageJobs } from './page-jobs.ts'
import { type PlannedPage, planPages } from './plan-pages.ts'
import { repeat, type Strikes, strike } from './strike.ts'

/** Tight limits: fewer contexts than concurrent jobs, and fewer requests to the domain than contexts. One context is for live jobs. */
export const tightLimits = { BROWSERS: '2', CONTEXTS_PER_BROWSER: '3', LIVE_CONTEXTS: '1', DOMAIN_SLOTS: '4' }
const most = { browsers: 2, contexts: 5, pages: 5, requests: 4 }
/** Three attempts, each with the longest time for a page. */
const mostMsForOne = 3 * (15_000 + 25_000 + 5_000)

export interface ScrapeFaults extends Strikes {
  /** The address of the pages: a town that the stack may read. */
  town: string
  pages: number
  /** Whether workerd is killed once in the middle. */
  killWorkerd: boolean
  /** One in `cancelEvery` jobs is cancelled, within `cancelWithin` ms. */
  cancelEvery: number
  cancelWithin: number
  within: number
  say(line: string): void
}

export interface ScrapeFaultsReport {
  pages: number
  seconds: number
  /** The number of jobs by status. */
  ended: Record<string, number>
  killed: { renderers: number; browsers: number }
  /** The maximum numbers of open contexts and pages that the browsers report, and of concurrent requests that the town counts. */
  peak: BrowserCounts & { requests: number }
  before: BrowserCounts
  after: BrowserCounts
  /** The longest use of browsers by one page, in all attempts together, by kind. */
  longestMs: Record<string, number>
  wrong: string[]
}

/** Reads good and bad pages while browsers are killed and jobs cancelled. Checks that every job ends and nothing stays open. */
export async function runScrapeFaults(stack: Stack, options: ScrapeFaults): Promise<ScrapeFaultsReport> {
  const jobs = await PageJobs.open(stack, options.town)
  try {
    return await run(stack, jobs, options)
  } finally {
    await jobs.close()
  }
}

async function run(stack: Stack, jobs: PageJobs, options: ScrapeFaults): Promise<ScrapeFaultsReport> {
  const { say, within, town } = options
  const startedAt = Date.now()
  const allEnd = (ids: string[]) =>
    eventually('the end of all jobs', async () => (await jobs.ended(ids)).length === ids.length, { within, every: 500 })
  const good = planPages(12).filter(({ kind }) => kind === 'shop')
  // Reads some pages first, so that `before` is measured on a stack that has worked.
  await allEnd(await jobs.submit(good))
  const before = await atRest(stack)
  await fetch(`${town}/_town/served`, { method: 'DELETE' })

  const peak = { browsers: 0, contexts: 0, pages: 0 }
  const killed = { renderers: 0, browsers: 0 }
  const planned = planPages(options.pages)
  const ids = await jobs.submit(planned)
  const cancelled = ids.filter((_, n) => n % options.cancelEvery === options.cancelEvery - 1)
  const over = new AbortController()
  const during = [
    strike(stack, options, killed, over.signal),
    jobs.cancel(cancelled, options.cancelWithin),
    repeat(250, over.signal, async () => {
      const counts = await countBrowsers(stack)
      for (const key of ['browsers', 'contexts', 'pages'] as const) peak[key] = Math.max(peak[key], counts[key])
    }),
    repeat(2_000, over.signal, async () => {
      const ended = (await jobs.ended(ids)).length
      say(
        `${ended} of ${ids.length} jobs have ended; killed: ${killed.renderers} renderers, ${killed.browsers} browsers`,
      )
    }),
  ]
  if (options.killWorkerd) {
    await eventually('the end of half of the jobs', async () => (await jobs.ended(ids)).length > ids.length / 2, {
      within,
    })
    process.kill(await stack.workerd(), 'SIGKILL')
    say('killed: workerd')
  }
  await allEnd(ids).finally(() => over.abort())
  await Promise.all(during)
  const served = (await (await fetch(`${town}/_town/served`)).json()) as { peak_concurrent: number }
  const rows = await jobs.ended(ids)
  const report = {
    pages: ids.length,
    ended: countBy(rows, ({ status }) => status),
    killed,
    peak: { ...peak, requests: served.peak_concurrent },
    before,
    after: await atRest(stack),
    longestMs: longest(planned, rows),
  }
  // Checks that every slot still works.
  const again = await jobs.submit(good)
  await allEnd(again)
  const wrong = [...judgeJobs(planned, rows, new Set(cancelled)), ...judgeCounts(report)]
  for (const { id, status } of await jobs.ended(again))
    if (status !== 'completed') wrong.push(`${id}, submitted after the faults, is ${status}`)
  return { ...report, seconds: Math.round((Date.now() - startedAt) / 1000), wrong }
}

function judgeJobs(planned: PlannedPage[], rows: EndedJob[], cancelled: Set<string>): string[] {
  return rows.flatMap(({ id, status, ms }, n) => {
    const { kind, ends } = planned[n]!
    if (ms > mostMsForOne) return [`${kind} ${id} kept a browser for ${ms} ms`]
    // A job whose three attempts each met a kill may fail.
    const may = [ends, 'failed', ...(cancelled.has(id) ? ['cancelled'] : [])]
    return may.includes(status) ? [] : [`${kind} ${id} ended ${status}`]
  })
}

function judgeCounts({ peak, after }: Pick<ScrapeFaultsReport, 'peak' | 'after'>): string[] {
  const over = Object.entries(most).flatMap(([name, limit]) => {
    const seen = peak[name as keyof typeof most]
    return seen > limit ? [`${seen} ${name} at once, but ${limit} are allowed`] : []
  })
  const left = (['contexts', 'pages'] as const).flatMap((name) =>
    after[name] > 0 ? [`${after[name]} ${name} are left open`] : [],
  )
  return [...over, ...left]
}

function longest(planned: PlannedPage[], rows: EndedJob[]): Record<string, number> {
  const most: Record<string, number> = {}
  for (const [n, { ms }] of rows.entries()) most[planned[n]!.kind] = Math.max(most[planned[n]!.kind] ?? 0, ms)
  return most
}

/** The open contexts and pages of an idle stack. */
const atRest = (stack: Stack): Promise<BrowserCounts> =>
  eventually(
    'the closing of all contexts',
    async () => {
      const counts = await countBrowsers(stack)
      return counts.contexts === 0 && counts
    },
    { within: 30_000, every: 500 },
  ).catch(() => countBrowsers(stack))

function countBy<T>(all: T[], keyOf: (one: T) => string): Record<string, number> {
  return Object.fromEntries(
    Map.groupBy(all, keyOf)
      .entries()
      .map(([key, group]) => [key, group.length]),
  )
}
