import type { Log } from '@edgesweep/core/context.ts'
import { Replica } from '@edgesweep/core/replica/replica.ts'
import { wholeNumber } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'

/** The variables of the read replica. */
export interface ReplicaEnv {
  /** The connection string; a secret. Without it there is no replica. */
  DATABASE_REPLICA_URL?: string
  /** The largest lag of an answer behind the primary (default 10). */
  REPLICA_MAX_LAG_SECONDS?: string
  NEON_PROXY?: string
}

/** Opens the read replica; undefined if none is set. Throws an Error that names the variable if a value is invalid. */
export function openReplica(
  env: ReplicaEnv,
  log: Log,
  keepAlive: (work: Promise<void>) => void = () => {},
): Replica | undefined {
  const { DATABASE_REPLICA_URL: url, REPLICA_MAX_LAG_SECONDS: lag = '10', NEON_PROXY: proxy } = env
  if (!url) return undefined
  if (!URL.canParse(url))
    throw new Error('DATABASE_REPLICA_URL must be a connection string such as postgres://user:password@host/database')
  return new Replica({
    open: (signal) => connectNeonHttp(url, { proxy, signal }),
    maxLagMs: wholeNumber('REPLICA_MAX_LAG_SECONDS', lag) * 1000,
    clock: systemClock,
    log,
    keepAlive,
  })
}
