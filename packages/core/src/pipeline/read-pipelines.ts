import { countPipeline, type StatusCount } from '@edgesweep/db/queries/claim/count-pipeline.ts'
import { type InstanceRow, listInstances } from '@edgesweep/db/queries/claim/list-instances.ts'
import { type PipelineName, statusesOf } from '@edgesweep/db/schema/pipelines.ts'
import type { Context } from '../context.ts'
import { PacedReading } from './paced-reading.ts'

/** The records of a pipeline by status, and the instances that work on them. */
export interface PipelineReading {
  name: PipelineName
  /** Records by status, in the order of the pipeline's statuses. */
  counts: Record<string, number>
  /** Records that may be claimed now. */
  due: number
  /** Instances that hold claims, or have completed records within the last hour. */
  instances: InstanceRow[]
}

const counted = new Map<PipelineName, PacedReading<StatusCount[]>>()

/** Reads pipelines. Claims are current. The other counts scan whole tables, so they are cached briefly. */
export async function readPipelines(
  ctx: Pick<Context, 'db' | 'clock' | 'keepAlive'>,
  names: PipelineName[],
): Promise<PipelineReading[]> {
  const [instances, ...counts] = await Promise.all([listInstances(ctx.db), ...names.map((name) => count(ctx, name))])
  return names.map((name, index) => viewPipeline(name, counts[index]!, instances))
}

function count(ctx: Pick<Context, 'db' | 'clock' | 'keepAlive'>, name: PipelineName): Promise<StatusCount[]> {
  const reading = counted.get(name) ?? new PacedReading()
  counted.set(name, reading)
  return reading.get(ctx, () => countPipeline(ctx.db, name))
}

function viewPipeline(name: PipelineName, counts: StatusCount[], instances: InstanceRow[]): PipelineReading {
  const own = instances.filter(({ pipeline }) => pipeline === name)
  const records = new Map(counts.map((row) => [row.status, row.records]))
  records.set(
    'processing',
    own.reduce((sum, { claims }) => sum + claims, 0),
  )
  return {
    name,
    counts: Object.fromEntries(statusesOf(name).map((status) => [status, records.get(status) ?? 0])),
    due: counts.reduce((sum, row) => sum + row.due, 0),
    instances: own,
  }
}
