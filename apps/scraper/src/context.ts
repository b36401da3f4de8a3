import { BrowserSlots } from '@edgesweep/cloudflare/browser/browser-slots.ts'
import { rendererOf } from '@edgesweep/cloudflare/browser/renderer.ts'
import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { lanesOf } from '@edgesweep/cloudflare/lanes.ts'
import { fileWakesOf } from '@edgesweep/cloudflare/wakes.ts'
import { type LaneName, lanes } from '@edgesweep/core/lane/lane.ts'
import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { resolveOverHttps } from '@edgesweep/core/visit/resolve-over-https.ts'
import type { RunningContext } from '@edgesweep/core/work/run-ticket.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { serialize } from './serialize.ts'

/** Cloudflare launches at most one browser a second. */
const launchEveryMs = 1_000
/** A browser is replaced when it reaches one of these limits, because browsers leak memory. */
const retirement = { maxAgeMs: 30 * 60_000, maxUses: 500, maxBytes: 1_500_000_000 }

/** Makes the context of one invocation for one lane. `close` returns its browser slots. */
export function makeContext(env: Env, lane: LaneName): RunningContext & { close(): Promise<void> } {
  const settings = settingsFrom(env)
  const log = consoleLog('scraper')
  const clock = systemClock
  const plainFetch: typeof fetch = (input, init) => fetch(input, init)
  const resolve = resolveOverHttps({ fetch: plainFetch, endpoint: env.DNS_URL, now: clock.now })
  const slots = new BrowserSlots({
    binding: env.BROWSER,
    permits: env.PERMITS,
    limits: {
      browsers: wholeNumber('BROWSERS', env.BROWSERS),
      contexts: wholeNumber('CONTEXTS_PER_BROWSER', env.CONTEXTS_PER_BROWSER),
      reservedForLive: wholeNumber('LIVE_CONTEXTS', env.LIVE_CONTEXTS),
      launchEveryMs,
      ...retirement,
    },
    lane,
    clock,
    log,
  })
  const { workload, serializesWrites } = lanes[lane]
  // Sweeps have their own database role, so that they cannot exhaust the connections of live and interactive work.
  const databaseUrls = { live: env.DATABASE_URL_LIVE, sweeps: env.DATABASE_URL_SWEEPS }
  const stores = {
    db: connectNeonHttp(databaseUrls[workload], { proxy: env.NEON_PROXY }),
    files: filesOf(env.FILES),
  }
  return {
    ...(serializesWrites ? serialize(stores) : stores),
    settings,
    clock,
    log,
    fetch: plainFetch,
    resolve,
    lanes: lanesOf(env.LANE, wholeNumber('LANE_SHARDS', env.LANE_SHARDS)),
    jobs: jobsOf(env.JOB_STATUS),
    domains: domainPermitsOf(env.PERMITS, clock.now),
    openRenderer: (pages, lost) =>
      rendererOf(slots, { target: { settings, resolve }, proxy: env.BROWSER_PROXY }, pages, lost),
    wakes: fileWakesOf(env.FILES_QUEUE),
    close: () => slots.close(),
  }
}
