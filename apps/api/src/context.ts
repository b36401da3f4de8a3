import { waitUntil } from 'cloudflare:workers'
import { browserReaderOf } from '@edgesweep/cloudflare/browser/browser-reader.ts'
import { domainReaderOf } from '@edgesweep/cloudflare/domain-reader.ts'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { jobStreamsOf } from '@edgesweep/cloudflare/job-streams.ts'
import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { lanesOf } from '@edgesweep/cloudflare/lanes.ts'
import { importWakesOf, pipelineWakesOf } from '@edgesweep/cloudflare/wakes.ts'
import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import type { ApiParts } from './api.ts'
import { openReplica } from './open-replica.ts'

const log = consoleLog('api')
/** Shared by all requests of this isolate, because it tracks the state of the read replica. */
let replica: ReturnType<typeof openReplica>

/** Makes the context of one request on Cloudflare. */
export function makeContext(env: Env): ApiParts {
  replica ??= openReplica(env, log, waitUntil)
  return {
    db: connectNeonHttp(env.DATABASE_URL_LIVE, { proxy: env.NEON_PROXY }),
    primaryReads: connectNeonHttp(env.DATABASE_URL_READS, { proxy: env.NEON_PROXY }),
    settings: settingsFrom(env),
    clock: systemClock,
    log,
    replica,
    lanes: lanesOf(env.LANE, wholeNumber('LANE_SHARDS', env.LANE_SHARDS)),
    jobs: jobsOf(env.JOB_STATUS),
    browsers: browserReaderOf(env.PERMITS),
    domainReader: domainReaderOf(env.PERMITS),
    streams: jobStreamsOf(env.JOB_STATUS),
    files: filesOf(env.FILES),
    keepAlive: waitUntil,
    wakes: { ...pipelineWakesOf(env.PIPELINES_QUEUE), ...importWakesOf(env.IMPORTS_QUEUE) },
  }
}
