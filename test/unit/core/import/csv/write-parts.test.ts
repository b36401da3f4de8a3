import { readCsv } from '@edgesweep/core/import/csv/read-csv.ts'
import { type PartRow, readPart } from '@edgesweep/core/import/csv/read-part.ts'
import { advertisersTarget } from '@edgesweep/core/import/csv/targets/advertisers.ts'
import { rejectsCsv } from '@edgesweep/core/import/csv/write-csv.ts'
import { type WrittenPart, writeParts } from '@edgesweep/core/import/csv/write-parts.ts'
import { expect, test } from 'vitest'
import { inChunks } from '../../../../support/read-all-csv.ts'

const row = (n: number) => (n % 1_000 === 7 ? `,nobody ${n},XX` : `A${n},"Shop, ""${n}""\nLtd",${n % 3 ? 'de' : ''}`)
const file = `advertiser_id,advertiser_name,country\n${Array.from({ length: 20_000 }, (_, n) => row(n)).join('\n')}`
const partBytes = 200_000

class Kept {
  readonly parts = new Map<number, Uint8Array>()
  readonly rejects = new Map<number, string>()

  async putPart(n: number, csv: Uint8Array) {
    this.parts.set(n, csv)
  }

  async putRejects(n: number, csv: Uint8Array) {
    this.rejects.set(n, new TextDecoder().decode(csv))
  }

  get rows(): PartRow[] {
    return [...this.parts.values()].flatMap(readPart)
  }
}

async function* write(sink: Kept, from?: WrittenPart): AsyncGenerator<WrittenPart> {
  const rest = new TextEncoder().encode(file).subarray(from?.offset ?? 0)
  const batches = readCsv(inChunks(rest, 10_000), advertisersTarget, { from })
  yield* writeParts(batches, advertisersTarget.columns, sink, { partBytes, first: (from?.n ?? 0) + 1 })
}

test('every row is in a part with its line, and every reject in the reject file', async () => {
  const sink = new Kept()
  const written = await Array.fromAsync(write(sink))
  expect(sink.rows[0]).toEqual({ line: 2, cells: ['A0', 'Shop, "0"\nLtd', 'shop 0 ltd', null] })
  expect(sink.rows[1]).toEqual({ line: 4, cells: ['A1', 'Shop, "1"\nLtd', 'shop 1 ltd', 'DE'] })
  expect(sink.rows).toHaveLength(19_980)
  expect([...sink.rejects.values()].join('').match(/\n/g)).toHaveLength(20)
  expect([...sink.rejects.values()].join('')).toContain('16,advertiser_id is empty,",nobody 7,XX"\n')
  expect(written.reduce((sum, { rows }) => sum + rows, 0)).toBe(19_980)
  expect(written.reduce((sum, { rejects }) => sum + rejects, 0)).toBe(20)
})

test('parts have about the requested size and begin with the column names', async () => {
  const sink = new Kept()
  const written = await Array.fromAsync(write(sink))
  expect(written.map(({ n }) => n)).toEqual(written.map((_, at) => at + 1))
  for (const [n, csv] of sink.parts) {
    expect(written[n - 1]!.bytes).toBe(csv.length)
    expect(csv.length).toBeLessThan(2 * partBytes)
    if (n < written.length) expect(csv.length).toBeGreaterThan(partBytes * 0.9)
    expect(new TextDecoder().decode(csv)).toMatch(
      /^line,advertiser_id,advertiser_name,advertiser_name_normalized,country\n/,
    )
  }
})

test('writing resumed after any part yields the same rows and rejects', async () => {
  const whole = new Kept()
  const written = await Array.fromAsync(write(whole))
  expect(written.length).toBeGreaterThan(3)
  for (const [at, from] of written.entries()) {
    const rest = new Kept()
    const others = await Array.fromAsync(write(rest, from))
    const before = [...whole.parts].filter(([n]) => n <= from.n).flatMap(([, csv]) => readPart(csv))
    expect([...before, ...rest.rows]).toEqual(whole.rows)
    expect(others.map(({ n }) => n)[0]).toBe(at + 1 < written.length ? at + 2 : undefined)
  }
})

test('a file with only rejects has no part', async () => {
  const sink = new Kept()
  const batches = readCsv(inChunks('advertiser_id,advertiser_name\n,x\n,y\n'), advertisersTarget)
  const written = await Array.fromAsync(writeParts(batches, advertisersTarget.columns, sink))
  expect(written).toMatchObject([{ n: 1, rows: 0, rejects: 2, bytes: 0, offset: 36, line: 4 }])
  expect([sink.parts.size, sink.rejects.size]).toEqual([0, 1])
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
  'a rejected row with %j is not a formula in a spreadsheet',
  (row) => {
    const csv = rejectsCsv([{ line: 7, reason: 'advertiser_id is empty', row }])
    expect(csv.replaceAll('"', '')).toBe(`7,advertiser_id is empty,'${row}\n`)
  },
)

test('a file of rejects alone is cut into parts also where its rejects have no room', async () => {
  const sink = new Kept()
  const rejected = `advertiser_id,advertiser_name\n${`,${'x'.repeat(90)}\n`.repeat(50_000)}`
  const batches = readCsv(inChunks(rejected), advertisersTarget)
  const options = { partBytes: 200_000, rejectRoom: 300_000 }
  const written = await Array.fromAsync(writeParts(batches, advertisersTarget.columns, sink, options))
  expect(written.length).toBeGreaterThan(10)
  const stored = [...sink.rejects.values()].join('')
  expect(stored.length).toBeLessThanOrEqual(300_000)
  const leftOut = written.reduce((sum, { section }) => sum + section.leftOut, 0)
  expect(stored.split('\n').length - 1 + leftOut).toBe(50_000)
  expect(written.reduce((sum, { rejects }) => sum + rejects, 0)).toBe(50_000)
})
