import type { LaneCaller, LaneWorker } from '@edgesweep/core/lane/lane-port.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import type { RunningContext } from '@edgesweep/core/work/run-ticket.ts'
import { openDomains } from './storage/open-domains.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** The search address of `workerContext`. */
const searchUrl = 'https://search.example/'

/** A worker's context without a network: a search that finds one offer named after its term, unlimited permits, and an empty database. */
export function workerContext(
  { clock, lanes, jobs }: Pick<RunningContext, 'jobs'> & { clock: VirtualClock; lanes: LaneCaller & LaneWorker },
  changes: Partial<RunningContext> = {},
): RunningContext {
  return {
    clock,
    lanes,
    jobs,
    settings: settingsFrom({ SEARCH_SITE: 'demo-town', SEARCH_URL: searchUrl, DOMAIN_SLOTS: '1' }),
    resolve: async () => ['93.184.216.34'],
    log: { info: () => {}, warn: () => {}, error: () => {} },
    domains: openDomains,
    openRenderer: () => ({ render: () => Promise.reject(new Error('there is no browser')), close: async () => {} }),
    files: {
      put: () => Promise.reject(new Error('there are no files')),
      get: async () => null,
      delete: async () => {},
    },
    wakes: { files: async () => {} },
    db: { execute: async () => ({ rows: [] }) } as unknown as RunningContext['db'],
    fetch: async (input) => {
      await clock.sleep(200)
      return offerPage(input)
    },
    ...changes,
  }
}

/** The answer of the search. */
export function offerPage(input: Parameters<typeof fetch>[0]): Response {
  const term = new URL(String(input)).searchParams.get('q') ?? ''
  const offer = `<li class="offer"><a class="title" href="/o">${term}</a><span class="price">$1.25</span></li>`
  return new Response(`<ul data-offers>${offer}</ul>`, { headers: { 'content-type': 'text/html' } })
}
