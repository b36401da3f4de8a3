import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchivePage, archivePage } from '../../fragments/archive-page.ts'
import { runStatement } from '../../run-statement.ts'
import type { ArchivedOutlet } from './read-page.ts'

interface HashedOutlet extends Omit<ArchivedOutlet, 'lines' | 'firstAt'> {
  /** SHA-256 of the outlet's lines in UTF-8, hexadecimal. */
  sha256: string
}

/** Counts and hashes the rows of a page by outlet, in the database. */
export function hashArchivePage(db: Database, page: ArchivePage): Promise<HashedOutlet[]> {
  const columns = sql`
    encode(sha256(convert_to(lines, 'UTF8')), 'hex') as sha256, iso_time(last_at) as "lastAt", last_key as "lastKey"`
  return runStatement<HashedOutlet>(db, 'hash-archive-page', archivePage(page, columns))
}
