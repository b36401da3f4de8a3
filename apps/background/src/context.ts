import { CallCount } from '@edgesweep/cloudflare/count-calls.ts'
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
  jobs: JobOutboxes & Pick<Context['jobs'], 'read'>
  /** The name under which this isolate claims records. */
  instance: string
  /** Aborts when the invocation has made half of the calls that the platform allows. Nothing begins then; what is open ends. */
  spent: AbortSignal
}

/** Cloudflare limits an invocation to 10,000 calls. What is in progress needs the difference: a fetched page or a step of an import takes dozens. */
const mostCalls = 5_000

/** Set with the first context, because workerd provides no random values outside an invocation. */
let instance: string | undefined

/** Makes the contexts of one invocation, whose calls are counted together. Imports have a separate database role. */
export function makeContexts(env: Env): (workload?: 'background' | 'imports') => BackgroundContext {
  const calls = new CallCount()
  const spent = calls.spentAt(mostCalls)
  return (workload = 'background') => ({ ...makeContext(env, workload, calls), spent })
}

function makeContext(env: Env, workload: 'background' | 'imports', calls: CallCount): Omit<BackgroundContext, 'spent'> {
  const clock = systemClock
  const plainFetch: typeof fetch = calls.function((input, init) => fetch(input, init))
  const url = workload === 'imports' ? env.DATABASE_URL_IMPORTS : env.DATABASE_URL_BACKGROUND
  instance ??= `edge-${crypto.randomUUID().slice(0, 8)}`
  const db = connectNeonHttp(url, { proxy: env.NEON_PROXY })
  return {
    instance,
    db: { execute: calls.function((query) => db.execute(query)) as typeof db.execute },
    settings: settingsFrom(env),
    clock,
    log: consoleLog('background'),
    fetch: plainFetch,
    resolve: resolveOverHttps({ fetch: plainFetch, endpoint: env.DNS_URL, now: clock.now }),
    lanes: lanesOf(calls.objects(env.LANE), wholeNumber('LANE_SHARDS', env.LANE_SHARDS)),
    jobs: jobsOf(calls.objects(env.JOB_STATUS)),
    domains: domainPermitsOf(calls.objects(env.PERMITS), clock.now),
    files: filesOf(calls.of(env.FILES)),
    wakes: {
      ...fileWakesOf(calls.of(env.FILES_QUEUE)),
      ...pipelineWakesOf(calls.of(env.PIPELINES_QUEUE)),
      ...importWakesOf(calls.of(env.IMPORTS_QUEUE)),
      ...deliveryWakesOf(calls.of(env.WEBHOOKS_QUEUE)),
    },
  }
}
