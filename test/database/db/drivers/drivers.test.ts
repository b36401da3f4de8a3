import { readdir, readFile } from 'node:fs/promises'
import type { Database } from '@edgesweep/db/database.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { ping } from '@edgesweep/db/queries/operations/ping.ts'
import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import { startRelay } from '@edgesweep/infra/local/relay/start-relay.ts'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../support/postgres/postgres.ts'
import { type Answers, runEveryQuery } from './run-every-query.ts'
import { settled } from './settled.ts'

const [http, tcp, preparing] = [await testDatabase(), await testDatabase(), await testDatabase()]
const plain = connectNodePostgres(tcp.pooledUrl)
const prepared = connectNodePostgres(preparing.pooledUrl, { prepares: true })
const databases: Record<string, Database> = {
  'neon-http': connectNeonHttp(http.pooledUrl, { proxy: http.relay }),
  'node-postgres': plain.db,
  'prepared-pool': prepared.db,
}

afterAll(() => Promise.all([plain.close(), prepared.close()]))

describe.each(Object.keys(databases))('over %s', (name) => {
  const db = databases[name]!

  test('a failed statement throws a StatementError with the SQLSTATE and the message of the database', async () => {
    const error = await runStatement(db, 'odd', sql`select 1 / ${0}::int`).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StatementError)
    expect(error).toMatchObject({ sqlState: '22012', message: 'Statement odd failed: division by zero' })
  })
})

test('every query returns the same values and types over every driver', async () => {
  const answers: Answers[] = []
  for (const db of Object.values(databases)) answers.push(settled(await runEveryQuery(db)) as Answers)
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
  expect(answers[0]).toMatchObject({
    readOutlet: { options: { large: Number.MAX_SAFE_INTEGER }, online: false, lastScannedAt: 'a moment' },
    readOutletItems: [{ priceMinor: Number.MAX_SAFE_INTEGER - 1, currency: 'VND' }, { key: 'ç' }],
    findApiKey: { scopes: ['a,b', '"c"'] },
  })

  const folder = new URL('../../../../packages/db/src/queries/', import.meta.url)
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const sources = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))
  const queries = sources.map((source) => /^export (?:(?:async )?function|const) ([a-z]\w*)/m.exec(source)?.[1])
  expect(Object.keys(answers[0]!).sort()).toEqual(queries.sort())
})

test('neon-http sends the statements of two databases to two relays', async () => {
  const other = await startRelay({ host: '127.0.0.1', port: 0, allowed: [] })
  const elsewhere = connectNeonHttp('postgres://nobody:nothing@other.invalid:5432/none', { proxy: other.address })
  await expect(ping(elsewhere)).rejects.toThrow('does not reach other.invalid:5432')
  expect(await ping(databases['neon-http']!)).toHaveProperty('serverVersion')
  await other.close()
})
