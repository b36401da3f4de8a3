import type { Log } from '@edgesweep/core/context.ts'
import { Replica } from '@edgesweep/core/replica/replica.ts'
import { wholeNumber } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'

/** The variables that a read replica is told by. */
export interface ReplicaEnv {
  /** A secret; without it there is no replica. */
  DATABASE_REPLICA_URL?: string
  /** How far behind the primary its answers may be (10). */
  REPLICA_MAX_LAG_SECONDS?: string
  NEON_PROXY?: string
}

/** The read replica, undefined where none is set. Throws on a value that cannot be meant, naming the variable. */
export function openReplica(
  env: ReplicaEnv,
  log: Log,
  keepAlive: (work: Promise<void>) => void = () => {},
): Replica | undefined {
  const { DATABASE_REPLICA_URL: url, REPLICA_MAX_LAG_SECONDS: lag = '10', NEON_PROXY: proxy } = env
  if (!url) return undefined
  if (!URL.canParse(url))
    throw new Error('DATABASE_REPLICA_URL is not a connection string, as postgres://user:password@host/database')
  return new Replica({
    open: (signal) => connectNeonHttp(url, { proxy, signal }),
    maxLagMs: wholeNumber('REPLICA_MAX_LAG_SECONDS', lag) * 1000,
    clock: systemClock,
    log,
    keepAlive,
  })
}
