import { quantile } from '../support/quantiles.ts'
import type { Report } from './report.ts'
import { assumptions, monthlyCosts } from './sweep-costs.ts'
import { type SweepOptions, type SweepResult, simulateSweeps } from './sweeps.ts'

/** The planned load of one object, out of a capacity of 1,000 requests a second according to Cloudflare. */
const plannedRequestsPerSecond = 500
const never = Number.MAX_SAFE_INTEGER

/** Cloudflare's published limits for browsers, and the scraper's settings for the rest. */
const base: SweepOptions = {
  outlets: 10_000,
  intervalSeconds: 900,
  intervals: 3,
  domains: 1_000,
  domainSlots: 2,
  renderedShare: 1 / 3,
  fetchSeconds: 0.6,
  renderSeconds: 2.5,
  browsers: {
    limits: {
      browsers: 30,
      contexts: 4,
      reservedForLive: 8,
      launchEveryMs: 1_000,
      maxAgeMs: never,
      maxUses: never,
      maxBytes: never,
    },
    launchMs: 500,
    keepAliveMs: 600_000,
  },
  workers: 8,
  refreshesPerMinute: 30,
  seed: 1,
}

const cases: Array<[string, Partial<SweepOptions>]> = [
  ['500 outlets of 50 domains, 3 browsers', { outlets: 500, domains: 50, browsers: withBrowsers(3, 600_000) }],
  ['10,000 of 1,000 domains, 30 browsers', {}],
  ['the same, browsers closed after 60 s', { browsers: withBrowsers(30, 60_000) }],
  ['the same, no page rendered', { renderedShare: 0 }],
  ['10,000 of 3 platforms, 2 slots a domain', { domains: 3 }],
  ['10,000 of 3 platforms, 16 slots a domain', { domains: 3, domainSlots: 16 }],
  [
    '20,000 of 2,000 domains, 60 browsers, 16 workers',
    { outlets: 20_000, domains: 2_000, browsers: withBrowsers(60, 600_000), workers: 16 },
  ],
]

function withBrowsers(browsers: number, keepAliveMs: number): SweepOptions['browsers'] {
  const limits = { ...base.browsers.limits, browsers, reservedForLive: Math.max(2, Math.round((browsers * 4) / 15)) }
  return { ...base.browsers, limits, keepAliveMs }
}

/** Outlets swept every 15 minutes: the delay of reads, the wait of live refreshes, the load on objects, and the cost. */
export async function reportSweeps(): Promise<Report> {
  const found = await Array.fromAsync(cases, async ([name, changes]) => {
    const options = { ...base, ...changes }
    const result = await simulateSweeps(options)
    return { name, options, result, costs: monthlyCosts(options, result) }
  })
  return {
    tables: [
      { rows: found.map(({ name, options, result }) => ({ outlets: name, ...timesOf(options, result) })) },
      { rows: found.map(({ name, options, result }) => ({ outlets: name, ...loadOf(options, result) })) },
      {
        rows: found.map(({ name, costs }) => ({
          '$ a month': name,
          ...Object.fromEntries(Object.entries(costs).map(([of, dollars]) => [of, dollars.toFixed(0)])),
          all: Object.values(costs)
            .reduce((sum, dollars) => sum + dollars, 0)
            .toFixed(0),
        })),
      },
    ],
    figures: {
      simulation: 'sweeps',
      assumptions,
      found: found.map(({ name, options, result, costs }) => {
        const { delays, refreshes, ...rest } = result
        return { name, ...rest, ...timesOf(options, { ...rest, delays, refreshes }), costs }
      }),
    },
  }
}

function timesOf(
  { outlets, intervalSeconds, intervals }: SweepOptions,
  { delays, refreshes, due, skipped }: SweepResult,
) {
  const inTime = delays.filter((delay) => delay < intervalSeconds).length
  const seconds = (values: number[], share: number) => quantile(values, share).toFixed(values === refreshes ? 1 : 0)
  return {
    'read after, p50 s': seconds(delays, 0.5),
    'p99 s': seconds(delays, 0.99),
    'read within the interval': `${((100 * inTime) / (outlets * (intervals - 1))).toFixed(1)} %`,
    'starts skipped': `${((100 * skipped) / Math.max(1, due + skipped)).toFixed(1)} %`,
    'refresh p50 s': seconds(refreshes, 0.5),
    'refresh p99 s': seconds(refreshes, 0.99),
  }
}

function loadOf({ outlets }: SweepOptions, { pages, seconds, browsersUp, requests }: SweepResult) {
  const busiest = { lane: requests.lane, domain: requests.domain, browsers: requests.browsers }
  const [name, most] = Object.entries(busiest).toSorted(([, a], [, b]) => b - a)[0]!
  return {
    'pages/s': ((pages.fetched + pages.rendered) / seconds).toFixed(1),
    'rendered at a time': (pages.renderingMs / 1000 / seconds).toFixed(1),
    'browsers up': browsersUp.toFixed(1),
    'jobs, all/s': requests.job.toFixed(1),
    'domains, all/s': requests.domains.toFixed(1),
    'browsers/s': requests.browsers.toFixed(1),
    'busiest object': `${name}, ${most.toFixed(1)}/s`,
    'outlets at full load': Math.round((outlets * plannedRequestsPerSecond) / most).toLocaleString('en-US'),
  }
}
