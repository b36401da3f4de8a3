import { pipeline } from 'node:stream/promises'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import { type ImportHold, importFlush } from '../fragments/held-import.ts'
import { type BatchEnd, type StagedRow, stagedColumns, stageStatement } from '../fragments/staged-batch.ts'
import type { ImportRow, ImportTable } from '../rows/import-row.ts'
import { runStatement } from '../run-statement.ts'

/** Stages rows by COPY; the caller of `connectCopy` calls `close`. */
export interface CopyConnection {
  /**
   * Stages rows as they arrive and moves the import's checkpoint past them, in one transaction. `end` is called after the last row. Returns
   * null and changes nothing when the import is not held or its staged rows are lost.
   */
  stage(
    hold: ImportHold,
    table: ImportTable,
    rows: AsyncIterable<readonly StagedRow[]>,
    end: () => Promise<BatchEnd>,
  ): Promise<ImportRow | null>
  close(): Promise<void>
}

/** Connects to Postgres over TCP, for hosts (Node, Bun, Deno). A pooler in transaction mode may be in between. */
export function connectCopy(url: string): CopyConnection {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => {})
  return { stage: (...batch) => stageByCopy(pool, ...batch), close: () => pool.end() }
}

async function stageByCopy(
  pool: pg.Pool,
  hold: ImportHold,
  table: ImportTable,
  rows: AsyncIterable<readonly StagedRow[]>,
  end: () => Promise<BatchEnd>,
): Promise<ImportRow | null> {
  // Seeking to the checkpoint in a large file takes long, so it happens before the transaction begins.
  const all = await startAhead(rows)
  const client = await pool.connect()
  let broken: Error | undefined
  // The running statement fails with the same error; without a listener the event would end the process.
  const lose = (error: Error) => {
    broken = error
  }
  client.on('error', lose)
  try {
    // A host that stops between two statements must not lock the staging table for ever; see also `end_late_writers`.
    await client.query(
      `begin; set local transaction_timeout = '${Math.ceil(hold.leaseSeconds)}s'; set local backend_flush_after = '${importFlush}'`,
    )
    const columns = ['line', ...stagedColumns[table]].join(', ')
    await pipeline(copyText(all), client.query(from(`copy staged_${table} (${columns}) from stdin`)))
    const staged = await runStatement<ImportRow>(drizzle(client), 'stage-by-copy', stageStatement(hold, await end()))
    await client.query(staged.length > 0 ? 'commit' : 'rollback')
    return staged[0] ?? null
  } catch (error) {
    await client.query('rollback').catch(lose)
    throw error
  } finally {
    client.off('error', lose)
    client.release(broken)
  }
}

async function startAhead<T>(source: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const values = source[Symbol.asyncIterator]()
  let next = await values.next()
  return {
    async *[Symbol.asyncIterator]() {
      for (; !next.done; next = await values.next()) yield next.value
    },
  }
}

/** Rows in COPY's text format (https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"). */
async function* copyText(batches: AsyncIterable<readonly StagedRow[]>): AsyncGenerator<string> {
  for await (const rows of batches) {
    let text = ''
    for (const { line, cells } of rows) {
      text += line
      for (const cell of cells) text += cell === null || cell === '' ? '\t\\N' : `\t${escaped(cell)}`
      text += '\n'
    }
    yield text
  }
}

const special = /[\\\t\n\r]/
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escaped = (cell: string): string =>
  special.test(cell) ? cell.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character]!) : cell
