import { BrowserSlots } from '@edgesweep/cloudflare/browser/browser-slots.ts'
import { rendererOf } from '@edgesweep/cloudflare/browser/renderer.ts'
import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { lanesOf } from '@edgesweep/cloudflare/lanes.ts'
import { fileWakesOf } from '@edgesweep/cloudflare/wakes.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { resolveOverHttps } from '@edgesweep/core/visit/resolve-over-https.ts'
import type { RunningContext } from '@edgesweep/core/work/run-ticket.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { takeTurns } from './take-turns.ts'

/** The platform starts at most one new browser a second. */
const launchEveryMs = 1_000
/** A browser that old, used that often or holding that much is closed and replaced: it leaks. */
const retirement = { maxAgeMs: 30 * 60_000, maxUses: 500, maxBytes: 1_500_000_000 }

/** What one invocation works with in one lane. `close` gives back what it borrowed. */
export function makeContext(env: Env, lane: Lane): RunningContext & { close(): Promise<void> } {
  const settings = settingsFrom(env)
  const log = consoleLog('scraper')
  const clock = systemClock
  const outside: typeof fetch = (input, init) => fetch(input, init)
  const resolve = resolveOverHttps({ fetch: outside, endpoint: env.DNS_URL, now: clock.now })
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
  const isBulk = lane === 'bulk'
  const stores = {
    // What the bulk lane writes leaves the connections alone of those whom somebody waits for.
    db: connectNeonHttp(isBulk ? env.DATABASE_URL_SWEEPS : env.DATABASE_URL_LIVE, { proxy: env.NEON_PROXY }),
    files: filesOf(env.FILES),
  }
  return {
    ...(isBulk ? takeTurns(stores) : stores),
    settings,
    clock,
    log,
    fetch: outside,
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
