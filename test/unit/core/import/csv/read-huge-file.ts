import { constants, deflateRawSync } from 'node:zlib'
import { openText } from '@edgesweep/core/import/csv/open-text.ts'
import { readCsv } from '@edgesweep/core/import/csv/read-csv.ts'
import { advertisersTarget } from '@edgesweep/core/import/csv/targets/advertisers.ts'
import { writeParts } from '@edgesweep/core/import/csv/write-parts.ts'

/** Reads one of the files below in a separate process and prints the report: `node read-huge-file.ts NAME MEGABYTES`. */
export interface HugeFileReport {
  error: string | null
  rows: number
  /** Megabytes of the compressed file. */
  megabytesRead: number
  /** The peak growth of the process's memory. */
  megabytesGrown: number
}

const mebi = 1 << 20
const encoder = new TextEncoder()
const header = 'advertiser_id,advertiser_name,country\n'

/** Deflate data that can be repeated any number of times. Each repetition adds another 16 MiB of `text`. */
const deflated = (text: string) =>
  deflateRawSync(text.repeat((16 * mebi) / text.length), { finishFlush: constants.Z_FULL_FLUSH, level: 9 })
const gzipHeader = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

const files: Record<string, () => Generator<Uint8Array>> = {
  *line() {
    yield encoder.encode(`${header}1,`)
    const chunk = encoder.encode('x'.repeat(64 << 10))
    for (;;) yield chunk
  },
  *quote() {
    yield encoder.encode(`${header}1,"`)
    const chunk = encoder.encode('x\n'.repeat(32 << 10))
    for (;;) yield chunk
  },
  *emptyLines() {
    yield encoder.encode(header)
    const chunk = encoder.encode('\n'.repeat(64 << 10))
    for (;;) yield chunk
  },
  *bomb() {
    yield gzipHeader
    const [first, rest] = [deflated(`${header.trim()}${'\n'.repeat(27)}`), deflated('\n')]
    yield first
    for (;;) yield rest
  },
  *longLineBomb() {
    yield gzipHeader
    for (;;) yield deflated('x')
  },
  *rows() {
    yield encoder.encode(header)
    for (let n = 0; ; ) {
      let text = ''
      for (; text.length < 64 << 10; n++) text += `AR${n},"Company ${n}, ${'and sons '.repeat(20)}",DE\n`
      yield encoder.encode(text)
    }
  },
  *rejects() {
    yield encoder.encode(header)
    for (;;) yield encoder.encode(`,nobody ${'x'.repeat(500)},DE\n`.repeat(100))
  },
}

const [name = '', megabytes = ''] = process.argv.slice(2)
const report: HugeFileReport = { error: null, rows: 0, megabytesRead: 0, megabytesGrown: 0 }
const before = process.memoryUsage.rss()
const measure = () => {
  report.megabytesGrown = Math.max(report.megabytesGrown, Math.round((process.memoryUsage.rss() - before) / mebi))
}

async function* file(): AsyncGenerator<Uint8Array> {
  for (const chunk of files[name]!()) {
    if (report.megabytesRead >= Number(megabytes)) return
    measure()
    yield chunk
    report.megabytesRead += chunk.length / mebi
  }
}

try {
  const batches = readCsv(openText(file(), { maxBytes: 160 * mebi }), advertisersTarget)
  const sink = { putPart: async () => measure(), putRejects: async () => measure() }
  for await (const { rows } of writeParts(batches, advertisersTarget.columns, sink)) report.rows += rows
} catch (error) {
  report.error = String(error)
}
console.log(JSON.stringify(report))
