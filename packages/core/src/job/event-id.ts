/** The id of event `seq` of a job: the same whenever it is told, so that a receiver knows what it has had. Sorts by `seq` within a job. */
export const eventId = (jobId: string, seq: number): string =>
  `evt_${jobId.slice('job_'.length)}${seq.toString(36).padStart(4, '0')}`
