import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ImportProcess } from '../faults/imports/import-process.ts'
import { eventually } from '../support/eventually.ts'
import { gzipBomb } from '../support/gzip-bomb.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask } from '../support/stack/stack-client.ts'
import { watchMemory } from '../support/watch-memory.ts'

const { stack, db } = await openStack()

const header = 'advertiser_id,advertiser_name,country\n'
const rowsOf = (count: number) => Array.from({ length: count }, (_, n) => `AR${n},Company ${n},DE\n`).join('')
const bytesOf = (...parts: Array<string | number[]>) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))

/** Sends a file with one request and waits for the end of its import. */
async function atEdge(file: Uint8Array) {
  const sent = await fetch(`${stack.api}/v1/imports?table=advertisers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.key}`, 'content-type': 'text/csv' },
    body: file as Uint8Array<ArrayBuffer>,
  })
  expect(sent.status).toBe(202)
  const { id } = (await sent.json()) as { id: string }
  const ended = await eventually('the end of the import', async () => {
    const { body } = await ask(stack, 'GET', `/v1/imports/${id}`)
    return body.ended_at && body
  })
  const { body } = await ask(stack, 'GET', `/v1/imports/${id}/rejects`)
  return { ended, rejects: linesOf(body) }
}

/** Imports a file with a process on this machine, straight into the stack's database. */
async function onHost(file: Uint8Array) {
  const path = join(stack.home, 'host.csv')
  writeFileSync(path, file)
  const one = new ImportProcess(stack.database, path, 5)
  const memory = watchMemory(one.pid)
  const { how, output } = await one.ended
  const peak = memory?.stop().peak ?? 0
  const rejects = how === 0 ? linesOf(readFileSync(`${path}.rejects.csv`, 'utf8')) : []
  rmSync(path)
  return { how, output, peak, rejects }
}

const linesOf = (csv: string): string[] => csv.trimEnd().split('\n').slice(1).sort()

const misfits = bytesOf(
  header,
  rowsOf(1_000),
  'AR1000,a NUL \0 in it,DE\n',
  'AR1001,Caf',
  [0xe9],
  ' in another encoding,FR\n',
  'AR1002\n',
  'AR1003,Too,many,cells\n',
  ',No id,DE\n',
  `${'x'.repeat(201)},Long,DE\n`,
  'AR1004,,DE\n',
  'AR7,Again,FR\n',
  'AR1005,"A name\nof two lines",DE\n',
  'AR1006,"never closed,DE\nAR1007,swallowed,DE\n',
)
const reasons: Record<number, RegExp> = {
  9: /superseded by line 1009/,
  1002: /"column ""advertiser_name"" contains a NUL/,
  1003: /not text in the file's encoding/,
  1004: /1 cell where the header has 3/,
  1005: /4 cells where the header has 3/,
  1006: /advertiser_id is empty/,
  1007: /advertiser_id is longer than 200/,
  1008: /advertiser_name is empty/,
  1012: /never closed/,
}

test('the edge and a host reject the same rows with the same reasons, and account for each row of the file', async () => {
  const { ended, rejects } = await atEdge(misfits)
  expect(ended).toMatchObject({ status: 'completed', rows_read: 1_010, inserted: 1_001, rejected: 9, duplicates: 1 })
  const lines = rejects.filter((row) => /^\d+,/.test(row))
  expect(lines.map((row) => Number(row.split(',')[0])).sort((a, b) => a - b)).toEqual(Object.keys(reasons).map(Number))
  for (const row of lines) expect(row).toMatch(reasons[Number(row.split(',')[0])]!)
  expect(await onHost(misfits)).toMatchObject({ how: 0, rejects })
})

const lineOf = (head: string, bytes: number) => Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 'x')])
const tooLong: Array<[string, () => Uint8Array, RegExp]> = [
  ['a line of 100 MB', () => lineOf(header + rowsOf(3), 99_999_000), /row on line 5 does not end within 1048576 bytes/],
  ['a quote closed nowhere in 100 MB', () => lineOf(`${header}AR3,"\n`, 99_999_000), /begins on line 2 is not closed/],
  ['a header of 100 MB', () => lineOf('', 99_999_000), /row on line 1 does not end/],
  ['10 MB of gzip that hold 10 GB', () => gzipBomb(header, lineOf('', 8 << 20), 10e9), /row on line 2 does not end/],
  ['gzip that holds 4 GB of NULs', () => gzipBomb(header, Buffer.alloc(8 << 20), 4e9), /row on line 2 does not end/],
]

test.each(tooLong)(
  'an import of %s fails with the line number, and neither the edge nor a host holds much of it in memory',
  async (_, make, error) => {
    const file = make()
    const workerd = watchMemory(await stack.workerd())
    const { ended } = await atEdge(file)
    const { peak } = workerd?.stop() ?? { peak: 0 }
    expect(ended).toMatchObject({ status: 'failed', inserted: 0, error: expect.stringMatching(error) })
    expect(peak - (workerd?.before ?? 0)).toBeLessThan(150)
    const host = await onHost(file)
    expect(host).toMatchObject({ how: 1, output: expect.stringMatching(error) })
    expect(host.peak).toBeLessThan(400)
  },
)

/** Announces the length of a body, sends its first half, and closes the connection. */
async function hangUp(method: string, path: string, begin: Uint8Array): Promise<void> {
  const { hostname, port } = new URL(stack.api)
  const socket = connect(Number(port), hostname)
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${stack.key}\r\ncontent-type: text/csv\r\n`
  const { promise: sent, resolve } = Promise.withResolvers<void>()
  socket.write(`${head}content-length: ${begin.length * 2}\r\n\r\n`)
  socket.write(begin, () => resolve())
  await sent
  socket.destroy()
}

test('a file is not imported when its connection breaks, and a caller can send a broken piece again', async () => {
  const { rows: before } = await db.query('select count(*)::int as count from imports')
  await hangUp('POST', '/v1/imports?table=advertisers&filename=half.csv', bytesOf(header, rowsOf(100_000)))
  const broken = await eventually('the import of half a file has ended', async () => {
    const { rows } = await db.query(`select status from imports where filename = 'half.csv' and ended_at is not null`)
    return rows.length === 1 && rows
  })
  expect(broken).toEqual([{ status: 'cancelled' }])

  const { body } = await ask(stack, 'POST', '/v1/imports', { table: 'advertisers', filename: 'pieces.csv' })
  const path = `/v1/imports/${body.id}`
  const file = bytesOf(header, rowsOf(20_000))
  await hangUp('PUT', `${path}/pieces/1`, file.subarray(0, file.length / 2))
  const early = await ask(stack, 'POST', `${path}/complete`, { pieces: 1 })
  expect([early.status, early.body.detail]).toEqual([400, 'piece 1 of 1 is missing'])
  expect((await ask(stack, 'PUT', `${path}/pieces/1`, file.toString())).status).toBe(204)
  expect((await ask(stack, 'POST', `${path}/complete`, { pieces: 1 })).status).toBe(202)
  const ended = await eventually('the import in pieces has ended', async () => {
    const { body: now } = await ask(stack, 'GET', path)
    return now.ended_at && now
  })
  expect(ended).toMatchObject({ status: 'completed', rows_read: 20_000, rejected: 0 })
  const { rows: after } = await db.query('select count(*)::int as count from imports')
  expect(after[0].count).toBe(before[0].count + 2)
})
