import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maxLogBytes, openLog } from '@edgesweep/infra/local/log-file.ts'
import { expect, onTestFinished, test } from 'vitest'

const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'edgesweep-log-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Writes a log of an earlier run. It takes no room, because it has no content. */
function writeLog(path: string, bytes: number): void {
  writeFileSync(path, '')
  truncateSync(path, bytes)
}

test('a log that is written for ever takes two files, and its newest lines are in the first', () => {
  const home = folder()
  const path = join(home, 'workers.log')
  const log = openLog(path, 'workers')
  const text = 'x'.repeat(maxLogBytes / 4)
  for (let n = 0; n < 13; n += 1) log('info', JSON.stringify({ n, text }))
  expect(readdirSync(home).sort()).toEqual(['workers.log', 'workers.log.old'])
  for (const name of readdirSync(home)) expect(statSync(join(home, name)).size).toBeLessThan(1.3 * maxLogBytes)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ level: 'info', source: 'workers', n: 12 })
})

test('a log of an earlier run is continued until it is full', () => {
  const path = join(folder(), 'workers.log')
  writeLog(path, maxLogBytes - 1)
  const log = openLog(path, 'workers')
  log('info', 'the last line')
  expect(statSync(path).size).toBeGreaterThan(maxLogBytes)
  log('info', 'the first line')
  expect(statSync(`${path}.old`).size).toBeGreaterThan(maxLogBytes)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ message: 'the first line' })
})
