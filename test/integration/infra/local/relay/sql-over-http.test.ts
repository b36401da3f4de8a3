import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../support/postgres/postgres.ts'

let sql: NeonQueryFunction<false, false>
let url: string
let relay: string

beforeAll(async () => {
  ;({ pooledUrl: url, relay } = await testDatabase({ empty: true }))
  neonConfig.fetchEndpoint = () => `http://${relay}/sql`
  sql = neon(url)
})

describe('the relay keeps values over HTTP', () => {
  test.for([
    ['bigint', '9007199254740993'],
    ['numeric', '12345678901234567890.123456789'],
    ['jsonb', { price: 1.5, tags: ['a', null], nested: { ключ: '☕' } }],
    ['timestamptz', new Date('2026-11-22T13:14:15.123Z')],
    ['text[]', ['plain', 'with "quotes", commas', '', 'back\\slash', null]],
    ['text', null],
    ['text', 'line\nbreak and \u{1F375}'],
    ['boolean', true],
    ['bytea', Buffer.from([0, 1, 92, 254, 255])],
  ] as const)('a %s with value %j returns unchanged', async ([type, value]) => {
    const rows = await sql.query(`SELECT $1::${type} AS value`, [value])
    expect(rows).toEqual([{ value }])
  })

  test('a result without rows has the names and types of its columns', async () => {
    const result = await sql.query('SELECT 1::int8 AS id WHERE false', [], { fullResults: true })
    expect(result).toMatchObject({ command: 'SELECT', rowCount: 0, rows: [], fields: [{ name: 'id', dataTypeID: 20 }] })
  })

  test('array mode returns both of two columns with the same name', async () => {
    expect(await sql.query('SELECT 1 AS n, 2 AS n', [], { arrayMode: true })).toEqual([[1, 2]])
  })
})

describe('the relay forwards errors of Postgres', () => {
  test('a duplicate key error has its code, constraint and detail', async () => {
    await sql`CREATE TABLE once (id int CONSTRAINT once_key PRIMARY KEY)`
    await sql`INSERT INTO once VALUES (1)`
    await expect(sql`INSERT INTO once VALUES (1)`).rejects.toMatchObject({
      name: 'NeonDbError',
      code: '23505',
      constraint: 'once_key',
      detail: 'Key (id)=(1) already exists.',
      severity: 'ERROR',
      table: 'once',
    })
  })

  test('the error for invalid SQL has the position of the mistake', async () => {
    await expect(sql.query('SELECT FROM WHERE')).rejects.toMatchObject({ code: '42601', position: '13' })
  })

  test('a query with two statements is refused', async () => {
    await expect(sql.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: '42601' })
  })

  test('the error for a missing database names the database', async () => {
    const elsewhere = neon(url.replace(/\/[^/]+$/, '/nowhere'))
    await expect(elsewhere`SELECT 1`).rejects.toThrow(/nowhere/)
  })
})

describe('the relay runs a batch as one transaction', () => {
  test('a failing statement rolls back the earlier statements of its batch', async () => {
    await sql`CREATE TABLE batch (id int PRIMARY KEY)`
    const insert = (id: number) => sql`INSERT INTO batch VALUES (${id})`
    await expect(sql.transaction([insert(1), insert(2), insert(1)])).rejects.toMatchObject({ code: '23505' })
    expect(await sql`SELECT * FROM batch`).toEqual([])
  })

  test('a batch returns the rows of each statement, in order', async () => {
    const results = await sql.transaction([sql`SELECT 1 AS a`, sql`SELECT 2 AS b UNION SELECT 3 ORDER BY b`])
    expect(results).toEqual([[{ a: 1 }], [{ b: 2 }, { b: 3 }]])
  })

  test('a batch uses the requested isolation level, read-only and deferrable modes', async () => {
    const settings = ['transaction_isolation', 'transaction_read_only', 'transaction_deferrable']
    const show = settings.map((name) => sql`SELECT current_setting(${name}) AS value`)
    const results = await sql.transaction(show, { isolationLevel: 'Serializable', readOnly: true, deferrable: true })
    expect(results.flat()).toEqual([{ value: 'serializable' }, { value: 'on' }, { value: 'on' }])
  })
})

test('each of 50 concurrent queries gets its own row', async () => {
  const numbers = Array.from({ length: 50 }, (_, index) => index)
  const answers = await Promise.all(numbers.map((n) => sql`SELECT ${n}::int AS n, pg_sleep(0.01)::text AS slept`))
  expect(answers.map(([row]) => row?.n)).toEqual(numbers)
})

test('the relay refuses a database address that it does not serve', async () => {
  const elsewhere = neon('postgres://someone:secret@127.0.0.1:9/postgres')
  await expect(elsewhere`SELECT 1`).rejects.toThrow(/403.*does not reach 127\.0\.0\.1:9/)
})

test('the relay answers 400 to a body that is not a query', async () => {
  const answer = await fetch(`http://${relay}/sql`, {
    method: 'POST',
    headers: { 'neon-connection-string': url },
    body: '{"query":',
  })
  expect(answer.status).toBe(400)
})
