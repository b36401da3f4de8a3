import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../../support/quantiles.ts'
import type { Row } from '../../support/table.ts'
import type { Fault } from './fault.ts'
import type { World } from './world.ts'

export interface RunOptions {
  faults: readonly Fault[]
  /** How long the neighbours are watched before each fault, in ms, and at least from each strike on. */
  quietMs: number
  watchedMs: number
}

export interface AllFaults {
  rows: Row[]
  /** What was not as it must be, by fault. */
  wrong: string[]
  /** Neighbours that waited longer than allowed, by fault. */
  missed: string[]
}

/** What a neighbour may wait longer than without the fault, in ms, on a machine that does everything at once. */
const usualAllowanceMs = 3_000
/** After a failed fault, for example. */
const settleMs = 3_000

/** Strikes one fault after the other, and measures the neighbours before and during each. */
export async function runAllFaults(world: World, options: RunOptions): Promise<AllFaults> {
  const rows: Row[] = []
  const wrong: string[] = []
  const missed: string[] = []
  for (const [n, fault] of options.faults.entries()) {
    world.say(`${n + 1} of ${options.faults.length}: ${fault.title}`)
    try {
      const one = await runFault(world, fault, options)
      rows.push(one.row)
      wrong.push(...one.wrong.map((what) => `${fault.name}: ${what}`))
      missed.push(...one.missed.map((what) => `${fault.name}: ${what}`))
      world.say(`${fault.name}: ${JSON.stringify({ ...one, row: Object.values(one.row).slice(1) })}`)
    } catch (error) {
      wrong.push(`${fault.name}: ${(error as Error).message}`)
      world.say(`${fault.name} broke: ${(error as Error).stack}`)
      await sleep(settleMs)
    }
  }
  return { rows, wrong, missed }
}

async function runFault(world: World, fault: Fault, { quietMs, watchedMs }: RunOptions) {
  const { neighbours } = world
  neighbours.rest(fault.without)
  const quietFrom = Date.now()
  await sleep(quietMs)
  const without = p99Of(await neighbours.during(quietFrom, Date.now()))
  const wrongBefore = neighbours.wrong.length

  const struckAt = Date.now()
  const work = await fault.begin(world)
  const awayMs = (await fault.strike(world, work)) ?? 0
  const healedAt = Date.now()
  const tally = await work.tally()
  await sleep(Math.max(0, struckAt + watchedMs - Date.now()))
  const during = await neighbours.during(struckAt, Date.now())
  const withFault = p99Of(during)
  const kinds = [...Map.groupBy(during, ({ kind }) => kind)].map(([kind, some]) => `${kind} ${seconds(p99Of(some))} s`)
  world.say(`${fault.name}: neighbours' p99: ${kinds.join(', ')}`)

  const allowanceMs = fault.allowanceMs ?? usualAllowanceMs
  const most = without + awayMs + allowanceMs
  const wrong = [...tally.wrong, ...neighbours.wrong.slice(wrongBefore)]
  if (tally.lost > 0) wrong.push(`${tally.lost} of ${tally.accepted} lost`)
  if (tally.doubled > 0) wrong.push(`${tally.doubled} doubled`)
  const isMissed = !(withFault <= most)
  const missed = isMissed ? [`the neighbours waited ${seconds(withFault)} s, of ${seconds(most)} s allowed`] : []
  const row: Row = {
    fault: fault.title,
    work: tally.accepted,
    lost: tally.lost,
    doubled: tally.doubled,
    'executed twice': tally.again,
    'seconds to recover': seconds(Math.max(0, tally.endedAt - healedAt)),
    'p99 without (s)': seconds(without),
    'p99 with (s)': seconds(withFault),
    'at most (s)': seconds(most),
  }
  return { row, wrong, missed }
}

const p99Of = (some: ReadonlyArray<{ ms: number }>): number =>
  quantile(
    some.map(({ ms }) => ms),
    0.99,
  )
const seconds = (ms: number): string => (ms / 1_000).toFixed(1)
