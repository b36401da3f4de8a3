import type { RunningTown } from '../demo-town/start-demo-town.ts'
import type { Clock } from './clock.ts'
import type { Egress } from './egress/start-egress.ts'
import type { PgBouncer } from './pgbouncer.ts'
import type { Postgres } from './postgres.ts'
import type { Relay } from './relay/start-relay.ts'
import type { ServedApp } from './serve-app.ts'
import type { RunningWorkers } from './workers.ts'

/** Name of the database of a local run. */
export const DATABASE = 'edgesweep'

/** What of a local run is up. */
export type Parts = {
  postgres?: Postgres
  pgbouncer?: PgBouncer
  relay?: Relay
  town?: RunningTown
  inbox?: ServedApp
  egress?: Egress
  workers?: RunningWorkers
  clock?: Clock
}

/** Stops what is up, each part before those it needs. One that fails to stop keeps no other up. */
export async function closeParts(parts: Parts): Promise<void> {
  parts.clock?.stop()
  for (const close of [
    () => parts.workers?.close(),
    () => Promise.all([parts.town?.close(), parts.inbox?.close(), parts.egress?.close()]),
    () => parts.relay?.close(),
    () => parts.pgbouncer?.close(),
    () => parts.postgres?.close(),
  ]) {
    try {
      await close()
    } catch (error) {
      process.stderr.write(`While stopping: ${(error as Error).message}\n`)
    }
  }
}
