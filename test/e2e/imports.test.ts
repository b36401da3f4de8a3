import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask } from '../support/stack/stack-client.ts'

const { stack, db } = await openStack()

const header = 'advertiser_id,advertiser_name,country\n'
const rowsOf = (count: number, name = (n: number) => `Company ${n}, Ltd.`) =>
  Array.from({ length: count }, (_, n) => `AR${String(n).padStart(6, '0')},"${name(n)}",${n % 3 ? 'de' : ''}\n`).join(
    '',
  )

const send = async (bytes: string | Uint8Array, query: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${stack.api}/v1/imports?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.key}`, 'content-type': 'text/csv', ...headers },
    body: typeof bytes === 'string' ? bytes : new Blob([new Uint8Array(bytes)]),
  })
  return { status: response.status, body: await response.json() }
}
const ended = (id: string) =>
  eventually('the end of the import', async () => {
    const { body } = await ask(stack, 'GET', `/v1/imports/${id}`)
    return body.ended_at ? body : null
  })
const importOf = async (bytes: string | Uint8Array, query = 'table=advertisers', headers = {}) => {
  const { status, body } = await send(bytes, query, headers)
  expect(status).toBe(202)
  return ended(body.id)
}

test('an import merges the good rows, lists the rejected ones, and changes nothing the second time', async () => {
  const misfits = 'AR000007,Later one,FR\nshort\n,No id,DE\n'
  const file = header + rowsOf(20_000) + misfits
  const first = await importOf(file, 'table=advertisers&filename=companies.csv')
  expect(first).toMatchObject({
    filename: 'companies.csv',
    status: 'completed',
    rows_read: 20_003,
    inserted: 20_000,
    updated: 0,
    unchanged: 0,
    rejected: 3,
    duplicates: 1,
    progress: 1,
    error: null,
  })
  const rejects = await ask(stack, 'GET', `/v1/imports/${first.id}/rejects`)
  expect(rejects.body.split('\n').sort()).toEqual(
    [
      'line,reason,row',
      '9,superseded by line 20002,"AR000007,""Company 7, Ltd."",company 7 ltd,DE"',
      '20003,1 cell where the header has 3,short',
      '20004,advertiser_id is empty,",No id,DE"',
      '',
    ].sort(),
  )
  const second = await importOf(gzipSync(file), 'table=advertisers', { 'content-type': 'application/gzip' })
  expect(second).toMatchObject({ status: 'completed', inserted: 0, updated: 0, unchanged: 20_000, rejected: 3 })
  const page = await ask(stack, 'GET', '/v1/advertisers?name=LATER%20ONE')
  expect(page.body.data).toEqual([
    {
      advertiser_id: 'AR000007',
      advertiser_name: 'Later one',
      advertiser_name_normalized: 'later one',
      country: 'FR',
    },
  ])
  const { rows } = await db.query(
    "select indexname from pg_indexes where tablename = 'advertisers' and indexname like '%_by_%' order by 1",
  )
  expect(rows.map(({ indexname }) => indexname)).toEqual([
    'advertisers_by_country',
    'advertisers_by_name',
    'advertisers_by_normalized_name',
  ])
})

test('the pieces of one gzip file are imported as one file', async () => {
  const bytes = gzipSync(header + rowsOf(5_000, (n) => `Renamed ${n}`))
  const begun = await ask(stack, 'POST', '/v1/imports', { table: 'advertisers', filename: 'big.csv.gz' })
  expect([begun.status, begun.body.status]).toEqual([201, 'uploading'])
  const path = `/v1/imports/${begun.body.id}`
  const half = Math.floor(bytes.length / 2)
  const put = (n: number, piece: Uint8Array) =>
    fetch(`${stack.api}${path}/pieces/${n}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${stack.key}` },
      body: new Blob([new Uint8Array(piece)]),
    })
  expect((await put(2, bytes.subarray(half))).status).toBe(204)
  const early = await ask(stack, 'POST', `${path}/complete`, { pieces: 2 })
  expect([early.status, early.body.detail]).toEqual([400, 'piece 1 of 2 is missing'])
  expect((await put(1, bytes.subarray(0, half))).status).toBe(204)
  expect((await ask(stack, 'POST', `${path}/complete`, { pieces: 2 })).status).toBe(202)
  expect(await ended(begun.body.id)).toMatchObject({ status: 'completed', rows_read: 5_000, updated: 5_000 })
  expect((await put(3, bytes)).status).toBe(409)
})

test.each([
  ['a header that lacks a column', 'id,name\n1,A\n', /no column "advertiser_id", "advertiser_name"/],
  ['a file that is cut short', gzipSync(header + rowsOf(3_000)).subarray(0, 9_000), /ends in the middle/],
  ['an empty header', '\n\n', /no header line/],
])('%s ends the import with an error that names the fault', async (_, bytes, error) => {
  const { status, error: said, inserted } = await importOf(bytes)
  expect({ status, inserted }).toEqual({ status: 'failed', inserted: 0 })
  expect(said).toMatch(error)
})

test('an import of outlets applies the rules of POST /v1/outlets to each row', async () => {
  const file = [
    'site,url,name,interval_seconds,timezone',
    'schema-org,https://shop.example/a,Shop A,3600,Europe/Berlin',
    'schema-org,http://10.0.0.1/,Inside,3600,UTC',
    'nowhere,https://shop.example/b,Shop B,3600,UTC',
  ].join('\n')
  expect(await importOf(file, 'table=outlets')).toMatchObject({ status: 'completed', inserted: 1, rejected: 2 })
  const { rows } = await db.query("select name, timezone, interval_seconds from outlets where site = 'schema-org'")
  expect(rows).toEqual([{ name: 'Shop A', timezone: 'Europe/Berlin', interval_seconds: 3600 }])
})

test('the export writes a cell that a spreadsheet would run as a formula as text', async () => {
  await importOf(`${header}AR999999,"=HYPERLINK(""https://evil.example"")",US\n`)
  const { body } = await ask(stack, 'GET', '/v1/advertisers/export')
  const lines = body.trimEnd().split('\n')
  expect(lines[0]).toBe('advertiser_id,advertiser_name,advertiser_name_normalized,country')
  expect(lines.at(-1)).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  const { rows } = await db.query('select count(*)::int as count from advertisers')
  expect(lines).toHaveLength(rows[0].count + 1)
})

test('a cancelled import ends as cancelled, and cannot be cancelled twice', async () => {
  const begun = await ask(stack, 'POST', '/v1/imports', { table: 'advertisers', filename: 'never.csv' })
  const path = `/v1/imports/${begun.body.id}`
  expect((await ask(stack, 'POST', `${path}/cancel`)).body.status).toBe('cancelled')
  expect((await ask(stack, 'POST', `${path}/cancel`)).status).toBe(409)
  expect((await ask(stack, 'GET', `${path}0`)).status).toBe(404)
  const listed = await ask(stack, 'GET', '/v1/imports?limit=1')
  expect(listed.body.data).toMatchObject([{ id: begun.body.id, status: 'cancelled' }])
})
