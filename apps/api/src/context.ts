import { browserReaderOf } from '@edgesweep/cloudflare/browser-reader.ts'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { jobStreamsOf } from '@edgesweep/cloudflare/job-streams.ts'
import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { lanesOf } from '@edgesweep/cloudflare/lanes.ts'
import { importWakesOf, pipelineWakesOf } from '@edgesweep/cloudflare/wakes.ts'
import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import type { ApiContext } from './api.ts'

/** What one request works with on Cloudflare. */
export function makeContext(env: Env): ApiContext {
  return {
    db: connectNeonHttp(env.DATABASE_URL, { proxy: env.NEON_PROXY }),
    settings: settingsFrom(env),
    clock: systemClock,
    log: consoleLog('api'),
    lanes: lanesOf(env.LANE, wholeNumber('LANE_SHARDS', env.LANE_SHARDS)),
    jobs: jobsOf(env.JOB_STATUS),
    browsers: browserReaderOf(env.PERMITS),
    streams: jobStreamsOf(env.JOB_STATUS),
    files: filesOf(env.FILES),
    wakes: { ...pipelineWakesOf(env.PIPELINES_QUEUE), ...importWakesOf(env.IMPORTS_QUEUE) },
  }
}
