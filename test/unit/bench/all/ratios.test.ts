import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type RatioRecord, worseRatios } from '../../../bench/all/compare-ratios.ts'
import { readRatios, writeRatios } from '../../../bench/all/ratio-history.ts'
import { ratioPage } from '../../../bench/all/ratio-page.ts'
import type { Ratio } from '../../../bench/verdict.ts'

const higher = (name: string, value: number): Ratio => ({ name, value, better: 'higher' })
const lower = (name: string, value: number): Ratio => ({ name, value, better: 'lower' })
const run = (commit: string, ...ratios: Ratio[]): RatioRecord => ({
  commit,
  date: '2026-12-01',
  machine: 'a machine',
  ratios,
})

test('a ratio that is worse by more than a tenth is named with both commits, in either direction', () => {
  const before = run('aaa', higher('speed', 1), lower('memory', 1), higher('steady', 1), lower('calm', 1))
  const now = run('bbb', higher('speed', 0.89), lower('memory', 2), higher('steady', 0.91), lower('calm', 1.1))
  expect(worseRatios(before, now)).toEqual([
    'memory rose from 1.00 (aaa) to 2.00 (bbb)',
    'speed fell from 1.00 (aaa) to 0.89 (bbb)',
  ])
})

test('a better ratio, a new one and one that was not measured are not worse', () => {
  const before = run('aaa', higher('speed', 1), lower('memory', 1), higher('gone', 1))
  expect(worseRatios(before, run('bbb', higher('speed', 3), lower('memory', 0.2), higher('new', 0.1)))).toEqual([])
})

test('recorded runs are read back as they were written, and their page shows the newest on the right', () => {
  const folder = mkdtempSync(join(tmpdir(), 'edgesweep-ratios-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(readRatios(folder)).toEqual([])
  const records = [run('aaa', higher('speed', 1)), run('bbb', higher('speed', 1.2), lower('memory', 0.5))]
  writeRatios(records, folder)
  expect(readRatios(folder)).toEqual(records)
  expect(readFileSync(join(folder, 'ratios.md'), 'utf8')).toContain(
    '| ratio | better | aaa, 2026-12-01 | bbb, 2026-12-01 |\n| --- | --- | --: | --: |\n| speed | higher | 1.00 | 1.20 |\n| memory | lower | – | 0.50 |\n',
  )
})

test('the page shows the last eight runs', () => {
  const page = ratioPage(Array.from({ length: 10 }, (_, n) => run(`run${n}`, higher('speed', n))))
  expect(page).not.toContain('run1,')
  expect(page).toContain('run2,')
  expect(page).toContain('run9,')
})
