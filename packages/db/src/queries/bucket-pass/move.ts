import { and, eq, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { bucketPasses } from '../../schema/bucket-passes.ts'

/** Moves the pass over a folder from one name to a later one, or ends it. Changes nothing when another run has moved it. */
export async function moveBucketPass(
  db: Database,
  { folder, from, to, ends }: { folder: string; from: string; to: string; ends: boolean },
): Promise<void> {
  const moved = build
    .update(bucketPasses)
    .set({ after: to, endedAt: ends ? sql`now()` : null })
    .where(and(eq(bucketPasses.folder, folder), eq(bucketPasses.after, from)))
    .returning({ folder: bucketPasses.folder })
  await runStatement(db, 'move-bucket-pass', moved)
}
