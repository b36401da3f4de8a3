import { makePartitions } from '@edgesweep/db/queries/partition/make.ts'
import type { Context } from '../context.ts'

/** The scheduler may fail for this many days before writes find no partition. */
const daysAhead = 7

/** Creates the missing partitions of today and the next seven days. */
export async function makePartitionsAhead(ctx: Pick<Context, 'db' | 'log'>): Promise<void> {
  const created = await makePartitions(ctx.db, { daysAhead })
  if (created > 0) ctx.log.info('partitions.created', { partitions: created })
}
