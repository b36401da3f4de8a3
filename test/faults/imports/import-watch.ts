import { type ImportStep, nextImportStep } from '@edgesweep/core/import/import-machine.ts'
import { connectNodePostgres, type NodePostgresConnection } from '@edgesweep/db/drivers/node-postgres.ts'
import { type ImportRow, importColumns } from '@edgesweep/db/rows/import-row.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { eventually } from '../../support/eventually.ts'

/** An import as seen from outside. */
export interface Seen extends ImportRow {
  claimedBy: string | null
  /** The step of its next commit; null when it has ended or waits for its file. */
  doing: ImportStep['do'] | null
}

/** Watches the last import of advertisers into a database. */
export class ImportWatch {
  readonly #connection: NodePostgresConnection

  constructor(databaseUrl: string) {
    this.#connection = connectNodePostgres(databaseUrl, { max: 1 })
  }

  /** Null when there is no import. */
  async read(): Promise<Seen | null> {
    const query = sql`
      select ${importColumns}, i.claimed_by as "claimedBy" from imports i where i.target = 'advertisers' order by i.created_at desc limit 1`
    const [row] = await runStatement<Omit<Seen, 'doing'>>(this.#connection.db, 'watch-import', query)
    return row ? { ...row, doing: nextImportStep(row, 1)?.do ?? null } : null
  }

  /** Polls every few milliseconds until the import satisfies `is`. An error counts as no answer. */
  until(description: string, is: (row: Seen) => boolean, within = 180_000): Promise<Seen> {
    const look = async () => {
      const row = await this.read()
      return row && is(row) && row
    }
    return eventually(description, look, { within, every: 5 })
  }

  close(): Promise<void> {
    return this.#connection.close()
  }
}
