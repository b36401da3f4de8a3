import type { JobState } from '@edgesweep/core/job/job-state.ts'

/** What never changes of a job; a sweep's thousands of outlets are in it. */
export type JobHead = Pick<JobState, 'id' | 'keyId' | 'lane' | 'spec' | 'submittedAt'>

/** What changes of it, besides its items; with the `seq` of the last event, and of the last that the database has. */
export type JobLife = Omit<JobState, keyof JobHead | 'items'> & { lastSeq: number; acknowledged: number }
