import { getTableColumns, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { RowOf } from '../fields.ts'
import { outlets } from '../schema/outlets.ts'

/** `outlets` under the name that `outletFields` reads from. */
export const outletsTable = alias(outlets, 'o')

const {
  sweepLeaseExpiresAt,
  announcedOnline: _,
  onlineSeen: __,
  owner: ___,
  lastErrorStep: ____,
  ...columns
} = getTableColumns(outletsTable)

/** Fields of an outlet, from a table or CTE named `o`. */
export const outletFields = {
  ...columns,
  /** The sweep that holds the outlet now. */
  sweepId: sql<string | null>`case when ${sweepLeaseExpiresAt} > now() then ${columns.sweepId} end`,
}

/** An outlet; times are ISO 8601 in UTC. */
export type OutletRow = RowOf<typeof outletFields>
