import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { z } from 'zod'
import { laneNames } from '../lane/lane.ts'

/**
 * Every message of a queue. A message only wakes a consumer, which then reads the source of truth: a lost or repeated message changes
 * nothing. Parsed on receipt. Kinds are only ever added.
 */
export const Message = z.discriminatedUnion('kind', [
  /** There is work in this lane. */
  z.object({ kind: z.literal('lane.wake'), lane: z.enum(laneNames), shard: z.int().min(0) }),
  /** The job's outbox has events that the database does not have yet. */
  z.object({ kind: z.literal('job.outbox'), jobId: z.string() }),
  /** Webhook deliveries are due. */
  z.object({ kind: z.literal('delivery.wake') }),
  /** File tasks are due. */
  z.object({ kind: z.literal('file.wake') }),
  /** Records of this pipeline are due. */
  z.object({ kind: z.literal('pipeline.wake'), pipeline: z.enum(pipelineNames) }),
  /** Imports are due. */
  z.object({ kind: z.literal('import.wake') }),
])
export type Message = z.infer<typeof Message>
