import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { HugeFileReport } from './read-huge-file.ts'

/** Uses a young generation as small as a Worker isolate's. By default, Node lets it grow by 100 MB before it collects garbage. */
async function readHugeFile(name: string, megabytes: number): Promise<HugeFileReport> {
  const script = join(import.meta.dirname, 'read-huge-file.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-semi-space-size=8',
    script,
    name,
    String(megabytes),
  ])
  return JSON.parse(stdout)
}

test.each([
  ['a line', 'line', 'the row on line 2 does not end within 1048576 bytes'],
  ['an open quote', 'quote', 'a quote that opens in the row that begins on line 2 is not closed within 1048576 bytes'],
  ['a gzip bomb of one line', 'longLineBomb', 'the row on line 1 does not end within 1048576 bytes'],
])(
  '%s without end is refused after about a megabyte within 100 MB of memory',
  async (_, name, message) => {
    const report = await readHugeFile(name, 100)
    expect(report.error).toContain(message)
    expect(report.megabytesRead).toBeLessThan(2)
    expect(report.megabytesGrown).toBeLessThan(100)
  },
  60_000,
)

test('a gzip bomb is refused at the size limit within 128 MB of memory', async () => {
  const report = await readHugeFile('bomb', 100)
  expect(report.error).toContain('the file has more than 167772160 bytes when it is unpacked')
  expect(report.megabytesRead).toBeLessThan(2)
  expect(report.megabytesGrown).toBeLessThan(128)
}, 60_000)

test.each(['rows', 'rejects', 'emptyLines'])(
  'a file of 150 MB of %s is read within 128 MB of memory',
  async (name) => {
    const report = await readHugeFile(name, 150)
    expect(report).toMatchObject({ error: null, megabytesRead: expect.closeTo(150, 0) })
    expect(report.megabytesGrown).toBeLessThan(128)
  },
  120_000,
)
