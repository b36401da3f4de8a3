import { isClockKey } from '../clock-key.ts'
import type { HeldTicket } from '../lane/lane-port.ts'

/** The job that a file belongs to, as in its ticket. */
export type FileJob = Pick<HeldTicket, 'id' | 'keyId' | 'submittedAt'>

/** The same job as in the rows of its files: without a key for the scheduler's jobs, times in ISO 8601. */
export const jobOfFile = ({ id, keyId, submittedAt }: FileJob) => ({
  jobId: id,
  keyId: isClockKey(keyId) ? null : keyId,
  submittedAt: new Date(submittedAt).toISOString(),
})
