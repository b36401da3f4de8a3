import { age } from './age.ts'
import { grouped, table } from './table.ts'

/** A pipeline as the API gives it. */
export interface PipelineView {
  name: string
  counts: Record<string, number>
  due: number
  stale_claims: number
  instances: Array<{ instance: string; claims: number; oldest_claim_at: string | null; completed_last_hour: number }>
}

/** Where pipelines stand, and who works on them; times as they are from `now` (epoch milliseconds). */
export function describePipelines(pipelines: PipelineView[], now: number): string {
  const summary = table(
    ['PIPELINE', 'DUE', 'STALE', 'RECORDS'],
    pipelines.map(({ name, counts, due, stale_claims }) => [name, due, stale_claims, describeCounts(counts)]),
  )
  const working = pipelines.flatMap(({ name, instances }) =>
    instances.map((one) => [name, one.instance, one.claims, age(one.oldest_claim_at, now), one.completed_last_hour]),
  )
  if (working.length === 0) return `${summary}\nNobody works on them.\n`
  return `${summary}\n${table(['PIPELINE', 'INSTANCE', 'CLAIMS', 'OLDEST', 'COMPLETED LAST HOUR'], working)}`
}

const describeCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([status, records]) => `${grouped(records)} ${status}`)
    .join(', ')
