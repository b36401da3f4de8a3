import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'

const { url, pooledUrl } = await openDatabase()

const twice = (db: ReturnType<typeof connectNodePostgres>['db'], n: number) =>
  runStatement<{ twice: number }>(db, 'twice', sql`select 2 * ${n}::int as twice`)

test('a repeated statement is prepared once on its connection', async () => {
  const { db, close } = connectNodePostgres(url, { max: 1, prepares: true })
  onTestFinished(close)
  for (let n = 0; n < 5; n++) expect(await twice(db, n)).toEqual([{ twice: 2 * n }])
  const prepared = sql`select count(*)::int as count from pg_prepared_statements where statement like 'select 2 *%'`
  expect(await runStatement(db, 'prepared', prepared)).toEqual([{ count: 1 }])
})

test('behind a pooler with or without support for prepared statements, 40 concurrent statements are answered', async () => {
  const { db, close } = connectNodePostgres(pooledUrl, { max: 8, prepares: true })
  onTestFinished(close)
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => twice(db, n)))
    expect(answers).toEqual(Array.from({ length: 40 }, (_, n) => [{ twice: 2 * n }]))
  }
})

test('a statement is answered on a connection that has lost its prepared statements', async () => {
  const { db, close } = connectNodePostgres(url, { max: 1, prepares: true })
  onTestFinished(close)
  await twice(db, 1)
  // A pooler that gives this client another server connection has the same effect.
  await db.execute(sql.raw('deallocate all'))
  expect(await twice(db, 3)).toEqual([{ twice: 6 }])
  expect(await twice(db, 4)).toEqual([{ twice: 8 }])
})

test('an error of a prepared statement itself is thrown to its caller', async () => {
  const { db, close } = connectNodePostgres(url, { max: 1, prepares: true })
  onTestFinished(close)
  await expect(runStatement(db, 'wrong', sql`select 1 / ${0}::int`)).rejects.toThrow('division by zero')
})
