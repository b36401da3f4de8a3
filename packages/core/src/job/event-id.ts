/** The id of a job's event number `seq`, the same in every delivery, so that a receiver recognises a repetition. Sorts by `seq` within a job. */
export const eventId = (jobId: string, seq: number): string =>
  `evt_${jobId.slice('job_'.length)}${seq.toString(36).padStart(4, '0')}`
