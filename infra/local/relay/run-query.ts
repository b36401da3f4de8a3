import type pg from 'pg'

/** One statement as the driver sends it. Its parameters are already text. */
export type Query = { query: string; params?: unknown[] }

export type BatchOptions = { isolation: string | undefined; readOnly: boolean; deferrable: boolean }

/** The fields of a result that the driver reads. */
type Result = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows' | 'fields'> & { rowAsArray: boolean }

const ISOLATION_LEVELS: Record<string, string> = {
  ReadUncommitted: 'READ UNCOMMITTED',
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
}

/** Runs one statement as an unnamed statement of the extended protocol, which a pooler in transaction mode requires. */
export async function runQuery(target: pg.Pool | pg.PoolClient, query: Query, arrays: boolean): Promise<Result> {
  const config: pg.QueryConfig & { queryMode: 'extended'; rowMode?: 'array' } = {
    text: query.query,
    values: query.params ?? [],
    queryMode: 'extended',
    ...(arrays ? { rowMode: 'array' } : {}),
  }
  const { command, rowCount, rows, fields } = await target.query(config)
  return { command, rowCount, rows, fields, rowAsArray: arrays }
}

/** Runs statements in one transaction. */
export async function runBatch(
  pool: pg.Pool,
  queries: Query[],
  arrays: boolean,
  options: BatchOptions,
): Promise<Result[]> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(begin(options))
    const results: Result[] = []
    for (const query of queries) results.push(await runQuery(client, query, arrays))
    await client.query('COMMIT')
    return results
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function begin({ isolation, readOnly, deferrable }: BatchOptions): string {
  const level = isolation && ISOLATION_LEVELS[isolation]
  if (isolation && !level) throw new TypeError(`${isolation} is not an isolation level`)
  const words = ['BEGIN', level && `ISOLATION LEVEL ${level}`, readOnly && 'READ ONLY', deferrable && 'DEFERRABLE']
  return words.filter(Boolean).join(' ')
}
