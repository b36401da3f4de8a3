import type { Table } from '../../support/table.ts'
import type { Role, TreeUse } from '../process-tree.ts'
import { type Spread, spreadOf } from '../rounds.ts'
import type { Ratio } from '../verdict.ts'
import type { Arm, PageSet } from './arm.ts'
import type { ScrapeOptions } from './options.ts'

/** One arm in one round. */
export interface Measured {
  perMinute: number
  use: TreeUse | null
  figures: Record<string, number>
  peakConcurrent: number
  wrong: string[]
}

export interface SetReport {
  set: PageSet
  /** Whether all records were right and the goal was reached. */
  ok: boolean
  wrong: string[]
  tables: Table[]
  ratios: Ratio[]
  figures: Record<string, unknown>
}

/**
 * The comparison for each set: the peer, the goal for a sweep's median ratio of pages per minute (null: reported only), and the
 * floor. A sweep includes the writes to Postgres. Single page jobs are also reported.
 */
const asked: Record<PageSet, { peer: string; ratio: number | null; floor: string }> = {
  rendered: { peer: 'crawlee-puppeteer', ratio: 1, floor: 'puppeteer-context' },
  fetched: { peer: 'crawlee-cheerio', ratio: null, floor: 'bare-fetch' },
}
const ours = ['edgesweep-sweep', 'edgesweep'] as const

const roles: Role[] = ['browser', 'workerd', 'postgres', 'node']

/** The tables and figures of one set of pages. */
export function reportSet(set: PageSet, results: Map<Arm, Measured[]>, { pages, rounds }: ScrapeOptions): SetReport {
  const { peer, ratio: wanted, floor } = asked[set]
  const speeds = new Map([...results].map(([{ name }, runs]) => [name, runs.map(({ perMinute }) => perMinute)]))
  const ratiosTo = (other: string, name: string) =>
    speeds.get(other)?.map((speed, round) => speeds.get(name)![round]! / speed) ?? null
  const lines = [...results].map(([arm, runs]) => ({
    ...summarise(arm, runs, pages),
    ratio_to_floor: spreadOf(ratiosTo(floor, arm.name)!).median,
  }))
  const ratios = ours.flatMap((arm) => {
    const rounds = ratiosTo(peer, arm)
    return rounds ? [{ arm, to: peer, rounds, ...spreadOf(rounds), asked: arm === ours[0] ? wanted : null }] : []
  })
  const wrong = lines.flatMap((line) => line.wrong.map((what) => `${set}, ${line.arm}: ${what}`))
  const ratioRows = ratios.map((ratio) => ({
    arm: ratio.arm,
    'compared with': ratio.to,
    'pages/min of it': ratio.median.toFixed(2),
    'min–max': range(ratio, 2),
    required: ratio.asked ?? '–',
  }))
  return {
    set,
    ok: wrong.length === 0 && ratios.every(({ median, asked }) => asked === null || median >= asked),
    wrong,
    tables: [
      { caption: `Pages that are ${set}: ${pages} in a round, ${rounds} rounds`, rows: lines.map(rowOf) },
      { rows: ratioRows },
    ].filter(({ rows }) => rows.length > 0),
    ratios: ours.flatMap((arm) => ratiosOf(set, lines, arm, peer)),
    figures: { arms: lines, ratios },
  }
}

/** How one of Edgesweep's arms compares with the peer: pages a minute, processor time of a page, and memory. */
function ratiosOf(set: PageSet, lines: readonly Summary[], arm: string, peer: string): Ratio[] {
  const [own, other] = [arm, peer].map((name) => lines.find((line) => line.arm === name))
  if (!own || !other) return []
  const figures = [
    ['pages a minute', 'higher', (line: Summary) => line.pages_per_minute.median],
    ['CPU of a page', 'lower', (line: Summary) => line.cpu_ms_per_page],
    ['peak memory', 'lower', (line: Summary) => line.peak_rss_bytes],
  ] as const
  return figures.flatMap(([what, better, read]) => {
    const [a, b] = [read(own), read(other)]
    return a && b ? [{ name: `${set}, ${arm}: ${what} / ${peer}`, value: a / b, better }] : []
  })
}

type Summary = ReturnType<typeof summarise> & { ratio_to_floor: number }

function summarise({ name, stores }: Arm, runs: Measured[], pages: number) {
  const uses = runs.flatMap(({ use }) => use ?? [])
  const median = (read: (use: TreeUse) => number) => (uses.length > 0 ? spreadOf(uses.map(read)).median : null)
  const cpuMsPerPage = (seconds: number) => (1000 * seconds) / pages
  const names = Object.keys(runs[0]!.figures)
  return {
    arm: name,
    stores,
    pages_per_minute: spreadOf(runs.map(({ perMinute }) => perMinute)),
    rounds: runs.map(({ perMinute }) => perMinute),
    peak_rss_bytes: median(({ peakRssBytes }) => peakRssBytes),
    cpu_ms_per_page: median(({ cpuSeconds }) => cpuMsPerPage(cpuSeconds)),
    cpu_ms_per_page_by_role: Object.fromEntries(
      roles.map((role) => [role, median(({ cpuSecondsByRole }) => cpuMsPerPage(cpuSecondsByRole[role]))]),
    ) as Record<Role, number | null>,
    peak_concurrent: Math.max(...runs.map(({ peakConcurrent }) => peakConcurrent)),
    figures: Object.fromEntries(names.map((key) => [key, spreadOf(runs.map(({ figures }) => figures[key]!)).median])),
    wrong: [...new Set(runs.flatMap((run) => run.wrong))],
  }
}

const rowOf = (line: Summary) => ({
  arm: line.arm,
  'pages/min': line.pages_per_minute.median.toFixed(0),
  'min–max': range(line.pages_per_minute, 0),
  'CPU ms/page': rounded(line.cpu_ms_per_page),
  ...Object.fromEntries(roles.map((role) => [role, rounded(line.cpu_ms_per_page_by_role[role])])),
  'peak MB': rounded(line.peak_rss_bytes && line.peak_rss_bytes / 1e6),
  'at once': line.peak_concurrent,
  'of floor': line.ratio_to_floor.toFixed(2),
  ...Object.fromEntries(Object.entries(line.figures).map(([name, value]) => [name, value.toFixed(1)])),
  stores: line.stores,
})

const rounded = (value: number | null): string => (value === null ? '–' : value.toFixed(0))
const range = ({ min, max }: Spread, digits: number): string => `${min.toFixed(digits)}–${max.toFixed(digits)}`
