import { age, grouped, table } from './format.ts'

/** A pipeline as the API returns it. */
export interface PipelineView {
  name: string
  counts: Record<string, number>
  due: number
  stale_claims: number
  instances: Array<{ instance: string; claims: number; oldest_claim_at: string | null; completed_last_hour: number }>
}

/** A table of pipelines and one of their instances. Ages are relative to `now` (epoch milliseconds). */
export function describePipelines(pipelines: PipelineView[], now: number): string {
  const summary = table(
    ['PIPELINE', 'DUE', 'STALE', 'RECORDS'],
    pipelines.map(({ name, counts, due, stale_claims }) => [name, due, stale_claims, describeCounts(counts)]),
  )
  const active = pipelines.flatMap(({ name, instances }) =>
    instances.map((one) => [name, one.instance, one.claims, age(one.oldest_claim_at, now), one.completed_last_hour]),
  )
  if (active.length === 0) return `${summary}\nNo instance was active in the last hour.\n`
  return `${summary}\n${table(['PIPELINE', 'INSTANCE', 'CLAIMS', 'OLDEST', 'COMPLETED LAST HOUR'], active)}`
}

const describeCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([status, records]) => `${grouped(records)} ${status}`)
    .join(', ')
