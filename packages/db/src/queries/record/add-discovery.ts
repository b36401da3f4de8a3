import { sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { discoveries } from '../../schema/discoveries.ts'

interface NewDiscovery {
  /** Query in the syntax of GitHub's user search. */
  query: string
  /** The maximum number of profiles to find. */
  maxResults: number
}

/** Adds a search for GitHub users, due at once. Returns its id. */
export async function addDiscovery(db: Database, discovery: NewDiscovery): Promise<string> {
  const added = build
    .insert(discoveries)
    .values({ ...discovery, id: sql`new_id('dsc_')` })
    .returning(answers({ id: discoveries.id }))
  return (await runStatement(db, 'add-discovery', added))[0]!.id
}
