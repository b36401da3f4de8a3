import { readClock } from '@edgesweep/db/queries/operations/read-clock.ts'
import type { Context } from '../context.ts'

/** The clock of this machine and the rounds of the deployment's clock. */
export interface ClockState {
  /** The milliseconds by which this machine's clock is ahead of the database's. */
  aheadMs: number
  /** When the last round began, ISO 8601; null before the first one. */
  lastRoundAt: string | null
  /** The seconds for which the next round has been due. */
  lateSeconds: number
}

/** Compares this machine's clock with the database's, and reads the last round. */
export async function readClockState({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<ClockState> {
  const { now, ...rounds } = await readClock(db)
  return { aheadMs: clock.now() - Date.parse(now), ...rounds }
}
