import { type SettingsEnv, settingsFrom } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import type { ApiParts } from './api.ts'
import { openReplica, type ReplicaEnv } from './open-replica.ts'

/** The environment variables of the API outside Cloudflare. */
export interface HostEnv extends SettingsEnv, ReplicaEnv {
  DATABASE_URL?: string
  /** `host:port` of a relay in front of a Postgres that is not Neon's. Empty means Neon. */
  NEON_PROXY?: string
}

/** Makes the context that all requests share on Node, Bun and Deno. Throws if `DATABASE_URL` is missing. */
export function makeHostContext(env: HostEnv): ApiParts {
  if (!env.DATABASE_URL) {
    throw new Error(
      'DATABASE_URL is not set: export the connection string of a Neon database, or of a Postgres behind NEON_PROXY',
    )
  }
  const log = consoleLog('api')
  const db = connectNeonHttp(env.DATABASE_URL, { proxy: env.NEON_PROXY ?? '' })
  return {
    db,
    primaryReads: db,
    settings: settingsFrom(env),
    clock: systemClock,
    log,
    replica: openReplica(env, log),
    files: null,
    // No wake-ups are needed, because runners look for work every second.
    wakes: { pipeline: async () => {}, imports: async () => {} },
  }
}
