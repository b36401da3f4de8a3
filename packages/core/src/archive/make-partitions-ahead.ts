import { makePartitions } from '@edgesweep/db/queries/partition/make.ts'
import type { Context } from '../context.ts'

/** So long may the clock stand still before nothing can be written. */
const daysAhead = 7

/** Makes the partitions of today and the days to come, where they are missing. */
export async function makePartitionsAhead(ctx: Pick<Context, 'db' | 'log'>): Promise<void> {
  const made = await makePartitions(ctx.db, { daysAhead })
  if (made > 0) ctx.log.info('partitions.made', { partitions: made })
}
