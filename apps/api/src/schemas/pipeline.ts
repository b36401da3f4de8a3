import { pipelineNames } from '@edgesweep/core/pipeline/named-pipeline.ts'
import type { PipelineReading } from '@edgesweep/core/pipeline/read-pipelines.ts'
import { z } from '@hono/zod-openapi'

const instant = z.iso.datetime()

/** A pipeline of a path. */
export const PipelineParams = z.object({ name: z.string().openapi({ enum: pipelineNames }) })

/** Where a pipeline's records stand, and who works on them. */
export const PipelineBody = z
  .object({
    name: z.enum(pipelineNames),
    counts: z
      .record(z.string(), z.int())
      .openapi({ description: 'Records by status; of a large table as they were not long ago' }),
    due: z.int().openapi({ description: 'Records that may be claimed now' }),
    stale_claims: z.int().openapi({ description: 'Claims whose lease has run out' }),
    instances: z
      .array(
        z.object({
          instance: z.string(),
          claims: z.int(),
          oldest_claim_at: instant.nullable(),
          completed_last_hour: z.int(),
        }),
      )
      .openapi({ description: 'Those that hold claims, or have completed records within the last hour' }),
  })
  .openapi('Pipeline')

/** A pipeline as the API gives it. */
export const pipelineBody = ({ name, counts, due, instances }: PipelineReading): z.infer<typeof PipelineBody> => ({
  name,
  counts,
  due,
  stale_claims: instances.reduce((sum, { staleClaims }) => sum + staleClaims, 0),
  instances: instances.map(({ instance, claims, oldestClaimAt, completedLastHour }) => ({
    instance,
    claims,
    oldest_claim_at: oldestClaimAt,
    completed_last_hour: completedLastHour,
  })),
})
