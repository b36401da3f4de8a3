import { BrowserSlots } from '@edgesweep/cloudflare/browser/browser-slots.ts'
import { rendererOf } from '@edgesweep/cloudflare/browser/renderer.ts'
import type { CallCount } from '@edgesweep/cloudflare/count-calls.ts'
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

/** Makes the context of one invocation for one lane, whose calls are counted. `close` returns its browser slots. */
export function makeContext(env: Env, lane: LaneName, calls: CallCount): RunningContext & { close(): Promise<void> } {
  const settings = settingsFrom(env)
  const log = consoleLog('scraper')
  const clock = systemClock
  const plainFetch: typeof fetch = calls.function((input, init) => fetch(input, init))
  const permits = calls.objects(env.PERMITS)
  const resolve = resolveOverHttps({ fetch: plainFetch, endpoint: env.DNS_URL, now: clock.now })
  const slots = new BrowserSlots({
    binding: calls.of(env.BROWSER),
    permits,
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
  const db = connectNeonHttp(databaseUrls[workload], { proxy: env.NEON_PROXY })
  const stores = {
    db: { execute: calls.function((query) => db.execute(query)) as typeof db.execute },
    files: filesOf(calls.of(env.FILES)),
  }
  return {
    ...(serializesWrites ? serialize(stores) : stores),
    settings,
    clock,
    log,
    fetch: plainFetch,
    resolve,
    lanes: lanesOf(calls.objects(env.LANE), wholeNumber('LANE_SHARDS', env.LANE_SHARDS)),
    jobs: jobsOf(calls.objects(env.JOB_STATUS)),
    domains: domainPermitsOf(permits, clock.now),
    openRenderer: (pages, lost, keyId) =>
      rendererOf(slots, { target: { settings, resolve }, proxy: env.BROWSER_PROXY }, { pages, keyId }, lost),
    wakes: fileWakesOf(calls.of(env.FILES_QUEUE)),
    close: () => slots.close(),
  }
}
