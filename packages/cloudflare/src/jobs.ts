import { withTimes } from '@edgesweep/core/endings/waits.ts'
import type { JobOutboxes, JobReader, JobWorker } from '@edgesweep/core/job/job-port.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { type JobStatusObject, objectNamed } from './objects.ts'

/** Started jobs, in the `JobStatus` objects behind `namespace`. */
export function jobsOf(namespace: DurableObjectNamespace): JobReader & JobWorker & JobOutboxes {
  const at = (jobId: string) => objectNamed<JobStatusObject>(namespace, jobId)
  // Callers may send any text, and a call creates the object. So only valid job ids reach one.
  const ifJob = (jobId: string) => (parseJobId(jobId) ? at(jobId) : null)
  return {
    read: async (jobId) => ifJob(jobId)?.read() ?? null,
    results: async (jobId, from, limit) => ifJob(jobId)?.results(from, limit) ?? null,
    cancel: async (jobId) => ifJob(jobId)?.cancel() ?? false,
    revive: async (jobId, items) => ifJob(jobId)?.revive(items) ?? null,
    take: async (header, plan, token, attempt, start) =>
      at(header.id).take(
        header,
        plan.map(({ label, follows }) => ({ label, follows })),
        token,
        attempt,
        start,
      ),
    startItem: async (jobId, token, index) => at(jobId).startItem(token, index),
    reportItem: async (jobId, token, index, report) =>
      at(jobId).reportItem(token, index, withTimes(report, Date.now())),
    outbox: async (jobId) => at(jobId).readOutbox(),
    acknowledge: async (jobId, seq) => at(jobId).acknowledgeUpTo(seq),
  }
}
