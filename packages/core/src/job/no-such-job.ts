import { EdgesweepError } from '../errors.ts'

/** What a caller is told of an id that is unknown, expired or another caller's: the three look alike on purpose. */
export const noSuchJob = (jobId: string): EdgesweepError =>
  new EdgesweepError('not_found', `there is no job ${jobId}, or its results have expired`, { field: 'id' })
