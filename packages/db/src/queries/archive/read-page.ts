import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchivePage, archivePage } from '../../fragments/archive-page.ts'
import { runStatement } from '../../run-statement.ts'

/** An outlet's rows of a page. */
export interface ArchivedOutlet {
  outletId: string
  rows: number
  /** JSON, one line for each row. */
  lines: string
  firstAt: string
  lastAt: string
  /** Key of the outlet's last row. */
  lastKey: string
}

/** The rows of a page, by outlet. */
export function readArchivePage(db: Database, page: ArchivePage): Promise<ArchivedOutlet[]> {
  const columns = sql`
    lines, iso_time(first_at) as "firstAt", iso_time(last_at) as "lastAt", last_key as "lastKey"`
  return runStatement<ArchivedOutlet>(db, 'read-archive-page', archivePage(page, columns))
}
