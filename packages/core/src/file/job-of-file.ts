import type { HeldTicket } from '../lane/lane-port.ts'
import { clockKeyId } from '../sweep/sweep-due-outlets.ts'

/** The job that a file is for, as its ticket tells. */
export type FileJob = Pick<HeldTicket, 'id' | 'keyId' | 'submittedAt'>

/** The same as its files' rows have it: the clock has no key, and times are ISO 8601. */
export const jobOfFile = ({ id, keyId, submittedAt }: FileJob) => ({
  jobId: id,
  keyId: keyId === clockKeyId ? null : keyId,
  submittedAt: new Date(submittedAt).toISOString(),
})
