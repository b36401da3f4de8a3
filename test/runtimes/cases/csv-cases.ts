import { deepEqual, equal, rejects } from 'node:assert/strict'
import { joinBytes } from '@edgesweep/core/import/csv/bytes.ts'
import { openText, type TextOptions } from '@edgesweep/core/import/csv/open-text.ts'
import { readCsv } from '@edgesweep/core/import/csv/read-csv.ts'
import { readPart } from '@edgesweep/core/import/csv/read-part.ts'
import { advertisersTarget } from '@edgesweep/core/import/csv/targets/advertisers.ts'
import { writeParts } from '@edgesweep/core/import/csv/write-parts.ts'
import { inChunks } from '../../support/read-all-csv.ts'
import type { Case } from './case.ts'

const head = 'Country;ADVERTISER_ID;advertiser_name\r\n'
const row = (n: number) => (n % 100 === 7 ? `de;A${n}\r\n` : `de;A${n};"Café ""${n}"";\r\nLtd"\r\n`)
const text = `\uFEFF${head}${Array.from({ length: 9_000 }, (_, n) => row(n)).join('')}at;"never closed;x\r\n`
const bytes = new TextEncoder().encode(text)

async function gzip(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = new Blob([file]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** The rows of a file's parts, and its reject file. */
async function split(file: Uint8Array, options: TextOptions = {}) {
  const kept: { parts: Uint8Array[]; rejects: Uint8Array[] } = { parts: [], rejects: [] }
  const sink = {
    putPart: async (_: number, csv: Uint8Array) => void kept.parts.push(csv),
    putRejects: async (_: number, csv: Uint8Array) => void kept.rejects.push(csv),
  }
  const batches = readCsv(openText(inChunks(file, 5_000), options), advertisersTarget)
  const written = await Array.fromAsync(writeParts(batches, advertisersTarget.columns, sink, { partBytes: 100_000 }))
  const { offset, line } = written.at(-1)!
  return {
    end: { offset, line },
    rows: kept.parts.flatMap(readPart),
    rejects: new TextDecoder().decode(joinBytes(kept.rejects)),
  }
}

export const csvCases: Case[] = [
  {
    name: 'csv: a gzip file with odd rows yields its rows and rejects with their lines',
    async run() {
      const read = await split(await gzip(bytes))
      equal(read.rows.length, 8_910)
      deepEqual(read.rows[1], { line: 4, cells: ['A1', 'Café "1";\r\nLtd', 'café 1 ltd', 'DE'] })
      equal(read.rejects.startsWith('16,2 cells where the header has 3,de;A7\n'), true)
      deepEqual(read, await split(bytes))
      return { ...read, rows: read.rows.slice(-3) }
    },
  },
  {
    name: 'csv: windows-1252 and shift_jis are read when they are declared',
    async run() {
      const file = (name: number[]) =>
        new Uint8Array([...new TextEncoder().encode('advertiser_id,advertiser_name\n1,'), ...name])
      const latin = await split(file([0x43, 0x61, 0x66, 0xe9]), { encoding: 'windows-1252' })
      const japanese = await split(file([0x93, 0xfa, 0x96, 0x7b]), { encoding: 'shift_jis' })
      deepEqual([latin.rows[0]?.cells[1], japanese.rows[0]?.cells[1]], ['Café', '日本'])
    },
  },
  {
    name: 'csv: gzip data that is cut short or damaged is refused as invalid',
    async run() {
      const packed = await gzip(bytes)
      await rejects(split(packed.subarray(0, packed.length - 5)), /ends in the middle of its gzip data/)
      // The wrong byte is in the checksum. Elsewhere it could also make the data seem longer.
      const damaged = packed.with(packed.length - 6, packed.at(-6)! ^ 0xff)
      await rejects(split(damaged), /damaged/)
    },
  },
]
