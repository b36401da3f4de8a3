import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { lanesOf } from '@edgesweep/cloudflare/lanes.ts'
import { rendererOf } from '@edgesweep/cloudflare/renderer.ts'
import type { RunningContext } from '@edgesweep/core/job/run-ticket.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'

/** The platform starts at most one new browser a second. */
const launchEveryMs = 1_000

/** What one invocation works with in one lane. `close` gives back what it borrowed. */
export function makeContext(env: Env, lane: Lane): RunningContext & { close(): Promise<void> } {
  const settings = settingsFrom(env)
  const log = consoleLog('scraper')
  const browsers = wholeNumber('BROWSERS', env.BROWSERS)
  const renderer = rendererOf({
    binding: env.BROWSER,
    permits: env.PERMITS,
    limits: {
      browsers,
      // One is kept for people who wait, unless it is the only one.
      reservedForLive: Math.min(1, browsers - 1),
      launchEveryMs,
    },
    contexts: wholeNumber('CONTEXTS_PER_BROWSER', env.CONTEXTS_PER_BROWSER),
    allowedTargets: settings.allowedTargets,
    lane,
    clock: systemClock,
    log,
  })
  return {
    db: connectNeonHttp(env.DATABASE_URL, { proxy: env.NEON_PROXY }),
    settings,
    clock: systemClock,
    log,
    fetch: (input, init) => fetch(input, init),
    lanes: lanesOf(env.LANE),
    jobs: jobsOf(env.JOB_STATUS),
    domains: domainPermitsOf(env.PERMITS, settings),
    renderer,
    files: filesOf(env.FILES),
    close: renderer.close,
  }
}
