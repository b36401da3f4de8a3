import type { RunningTown } from '../demo-town/start-demo-town.ts'
import type { Clock } from './clock.ts'
import type { Egress } from './egress/start-egress.ts'
import type { PgBouncer } from './pgbouncer.ts'
import type { Postgres } from './postgres.ts'
import type { Relay } from './relay/start-relay.ts'
import type { ServedApp } from './serve-app.ts'
import type { RunningWorkers } from './workers.ts'

/** The database of a local run. */
export const DATABASE = 'edgesweep'

/** The parts of a local run that are running. */
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

/** Stops all running parts, each before the parts that it needs. A failure to stop one does not keep the others running. */
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
