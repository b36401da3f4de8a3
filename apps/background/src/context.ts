import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { lanesOf } from '@edgesweep/cloudflare/lanes.ts'
import { deliveryWakesOf, fileWakesOf, importWakesOf, pipelineWakesOf } from '@edgesweep/cloudflare/wakes.ts'
import type { Context, FileLister } from '@edgesweep/core/context.ts'
import type { JobOutboxes } from '@edgesweep/core/job/job-port.ts'
import type { LaneCaller } from '@edgesweep/core/lane/lane-port.ts'
import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { resolveOverHttps } from '@edgesweep/core/visit/resolve-over-https.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'

/** The part of the context that this Worker uses. */
export type BackgroundContext = Pick<
  Context,
  'db' | 'settings' | 'clock' | 'log' | 'fetch' | 'resolve' | 'domains' | 'files' | 'wakes'
> & {
  files: FileLister
  lanes: Pick<LaneCaller, 'submit'>
  jobs: JobOutboxes
  /** The name under which this isolate claims records. */
  instance: string
}

/** Set with the first context, because workerd provides no random values outside an invocation. */
let instance: string | undefined

/** Makes the context of one invocation. Imports have a separate database role. */
export function makeContext(env: Env, workload: 'background' | 'imports' = 'background'): BackgroundContext {
  const clock = systemClock
  const plainFetch: typeof fetch = (input, init) => fetch(input, init)
  const url = workload === 'imports' ? env.DATABASE_URL_IMPORTS : env.DATABASE_URL_BACKGROUND
  instance ??= `edge-${crypto.randomUUID().slice(0, 8)}`
  return {
    instance,
    db: connectNeonHttp(url, { proxy: env.NEON_PROXY }),
    settings: settingsFrom(env),
    clock,
    log: consoleLog('background'),
    fetch: plainFetch,
    resolve: resolveOverHttps({ fetch: plainFetch, endpoint: env.DNS_URL, now: clock.now }),
    lanes: lanesOf(env.LANE, wholeNumber('LANE_SHARDS', env.LANE_SHARDS)),
    jobs: jobsOf(env.JOB_STATUS),
    domains: domainPermitsOf(env.PERMITS, clock.now),
    files: filesOf(env.FILES),
    wakes: {
      ...fileWakesOf(env.FILES_QUEUE),
      ...pipelineWakesOf(env.PIPELINES_QUEUE),
      ...importWakesOf(env.IMPORTS_QUEUE),
      ...deliveryWakesOf(env.WEBHOOKS_QUEUE),
    },
  }
}
