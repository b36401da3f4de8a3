import { getTableColumns } from 'drizzle-orm'
import type { RowOf } from '../fields.ts'
import { sweeps } from '../schema/sweeps.ts'

export const sweepFields = getTableColumns(sweeps)

/** A sweep; times are ISO 8601 in UTC. */
export type SweepRow = RowOf<typeof sweepFields>
