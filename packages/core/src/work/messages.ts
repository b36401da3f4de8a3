import { z } from 'zod'
import { Lane } from '../lane/lane.ts'
import { pipelineNames } from '../pipeline/named-pipeline.ts'

/**
 * Everything that travels through a queue. A message only wakes somebody who then looks where the truth is, so that a lost or
 * doubled one changes nothing. Parsed on receipt; kinds are only ever added.
 */
export const Message = z.discriminatedUnion('kind', [
  /** There is work in this lane. */
  z.object({ kind: z.literal('lane.wake'), lane: Lane, shard: z.int().min(0) }),
  /** This job has events in its outbox that are not yet in the database. */
  z.object({ kind: z.literal('job.outbox'), jobId: z.string() }),
  /** There are file tasks that are due. */
  z.object({ kind: z.literal('file.wake') }),
  /** There are records of this pipeline that are due. */
  z.object({ kind: z.literal('pipeline.wake'), pipeline: z.enum(pipelineNames) }),
  /** There are imports that are due. */
  z.object({ kind: z.literal('import.wake') }),
])
export type Message = z.infer<typeof Message>
