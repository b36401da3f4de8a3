import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface NewDiscovery {
  /** In the notation of GitHub's user search. */
  query: string
  /** Profiles to find at most. */
  maxResults: number
}

/** Adds a search for GitHub users, due at once. Gives its id. */
export async function addDiscovery(db: Database, { query, maxResults }: NewDiscovery): Promise<string> {
  const rows = await runStatement<{ id: string }>(
    db,
    'add-discovery',
    sql`
      insert into discoveries (id, query, max_results)
      values (new_id('dsc_'), ${query}, ${maxResults}::int)
      returning id`,
  )
  return rows[0]!.id
}
