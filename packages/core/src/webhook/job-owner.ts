import type { JobView } from '../job/job-port.ts'
import { clockKeyId } from '../sweep/sweep-due-outlets.ts'

/** The API key whose job it is; null for the clock's, which has no key, and so no endpoints of its own. */
export const ownerOf = ({ keyId }: Pick<JobView, 'keyId'>): string | null => (keyId === clockKeyId ? null : keyId)
