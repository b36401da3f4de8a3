import { isClockKey } from '../clock-key.ts'
import { type LaneName, lanes } from './lane.ts'

/** Whether a key may read a job: its own, one of a shared lane, or a sweep of the clock, because every key may read its outlets. */
export const mayRead = (keyId: string, job: { keyId: string }, lane: LaneName): boolean =>
  job.keyId === keyId || lanes[lane].isShared || isClockKey(job.keyId)
