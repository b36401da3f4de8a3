import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { lanesOf } from '@edgesweep/cloudflare/lanes.ts'
import type { Context } from '@edgesweep/core/context.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'

/** What this Worker uses of the context. */
export type BackgroundContext = Pick<Context, 'db' | 'settings' | 'clock' | 'log' | 'fetch' | 'lanes' | 'jobs'>

/** What one invocation works with. */
export function makeContext(env: Env): BackgroundContext {
  return {
    db: connectNeonHttp(env.DATABASE_URL, { proxy: env.NEON_PROXY }),
    settings: settingsFrom(env),
    clock: systemClock,
    log: consoleLog('background'),
    fetch: (input, init) => fetch(input, init),
    lanes: lanesOf(env.LANE),
    jobs: jobsOf(env.JOB_STATUS),
  }
}
