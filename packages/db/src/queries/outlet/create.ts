import { sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type OutletRow, outletFields } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'
import { type NewOutlet, outlets } from '../../schema/outlets.ts'

/** Stores an outlet, due at once. If the site already has an outlet with that URL, it is returned unchanged, and `created` is false. */
export async function createOutlet(db: Database, outlet: NewOutlet): Promise<OutletRow & { created: boolean }> {
  // The conflict update changes nothing; it is there because DO NOTHING returns no row. An inserted row has no xmax.
  const created = build
    .insert(outlets)
    .values({ ...outlet, options: outlet.options ?? {} })
    .onConflictDoUpdate({ target: [outlets.site, outlets.url], set: { site: sql`${outlets.site}` } })
    .returning({ ...answers(outletFields), created: sql<boolean>`xmax = 0`.as('created') })
  return (await runStatement(db, 'create-outlet', created))[0]!
}
