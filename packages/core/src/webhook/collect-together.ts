import { type CollectingContext, collectOutboxes } from './collect-outboxes.ts'

/** Collects the outboxes of all jobs announced in the same turn of the event loop together. Each caller's promise concerns only its own job. */
export function collectTogether(ctx: CollectingContext): (jobId: string) => Promise<void> {
  let gathered: string[] = []
  let failures: Promise<Map<string, unknown>> | null = null
  const collect = async () => {
    await Promise.resolve()
    const jobIds = gathered
    gathered = []
    failures = null
    return collectOutboxes(ctx, jobIds)
  }
  return async (jobId) => {
    gathered.push(jobId)
    failures ??= collect()
    const failed = await failures
    if (failed.has(jobId)) throw failed.get(jobId)
  }
}
