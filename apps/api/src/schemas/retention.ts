import type { RetentionReport } from '@edgesweep/core/retention/read-retention.ts'
import { retentionNames } from '@edgesweep/core/retention-kinds.ts'
import { z } from '@hono/zod-openapi'

const instant = z.iso.datetime()

/** How long each kind is kept, and what would be deleted now. */
export const RetentionBody = z
  .object({
    data: z.array(
      z.object({
        kind: z.enum(retentionNames),
        what: z.string(),
        setting: z.string().openapi({ description: 'The variable that sets the days' }),
        days: z.int().nullable().openapi({ description: 'Null: kept for ever' }),
        before: instant.nullable().openapi({ description: 'What is older goes; null: nothing goes' }),
        old: z
          .object({
            rows: z.int(),
            files: z.int(),
            bytes: z.int().openapi({ description: 'The size of the rows and the files' }),
            oldest: instant.nullable(),
            is_all: z.boolean().openapi({ description: 'False: there may be more than was counted' }),
            unmatched: z
              .object({ files: z.int(), rows: z.int() })
              .openapi({ description: 'What stays: files that no row names, and rows whose file is not there' }),
          })
          .nullable()
          .openapi({ description: 'What would go now; null: it could not be counted' }),
      }),
    ),
  })
  .openapi('Retention')

const toOld = ({ isAll, ...old }: NonNullable<RetentionReport['old']>) => ({ ...old, is_all: isAll })

/** A reading of the retention as the API returns it. */
export const retentionBody = (reports: RetentionReport[]): z.infer<typeof RetentionBody> => ({
  data: reports.map(({ variable, old, ...report }) => ({
    ...report,
    setting: variable,
    old: old && toOld(old),
  })),
})
