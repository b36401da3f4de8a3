import type { PipelineReading } from '@edgesweep/core/pipeline/read-pipelines.ts'
import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { z } from '@hono/zod-openapi'

const instant = z.iso.datetime()

/** The pipeline's name in a path. */
export const PipelineParams = z.object({ name: z.string().openapi({ enum: pipelineNames }) })

/** The records of a pipeline by status, and its instances. */
export const PipelineBody = z
  .object({
    name: z.enum(pipelineNames),
    counts: z
      .record(z.string(), z.int())
      .openapi({ description: 'Records by status. The counts of a large table may be some minutes old' }),
    due: z.int().openapi({ description: 'Records that can be claimed now' }),
    stale_claims: z.int().openapi({ description: 'Claims with an expired lease' }),
    instances: z
      .array(
        z.object({
          instance: z.string(),
          claims: z.int(),
          oldest_claim_at: instant.nullable(),
          completed_last_hour: z.int(),
        }),
      )
      .openapi({ description: 'Instances that hold claims or completed records in the last hour' }),
  })
  .openapi('Pipeline')

/** A pipeline as the API returns it. */
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
