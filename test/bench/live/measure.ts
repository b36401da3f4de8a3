import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { LockWait } from '../lock-waits.ts'
import { type ProcessorUse, watchProcessors } from '../watch-processors.ts'
import type { Arm } from './arms.ts'
import { checkTruth } from './check-truth.ts'
import { type Besides, startControl } from './control.ts'
import type { Design } from './design.ts'
import { type Answers, writtenName } from './driver/traffic.ts'
import type { LiveOptions } from './options.ts'
import { sweepFor } from './sweep-for.ts'
import { type RoleConnections, watchConnections } from './watch-connections.ts'
import type { World } from './world.ts'

/** The figures of one arm in one round. */
export interface Measured {
  /** Null without live requests. */
  answers: Answers | null
  use: ProcessorUse
  /** The duration of each sweep in seconds. */
  sweeps: number[]
  connections: RoleConnections[]
  lockWaits: LockWait[]
  wrong: string[]
}

/** The figures of one arm of a design in one round, with those of its comparisons. */
export interface ArmRun {
  measured: Measured
  /** The control load with the same processor time. Null for the idle arm and for other designs. */
  control: Measured | null
  /** The arm's sweeps without live requests. Null when it has none, or other background work. */
  alone: Measured | null
}

export interface ArmOf {
  design: Design
  arm: Arm
}

export interface Measuring extends ArmOf {
  /** Whether live requests are sent. */
  asks: boolean
  /** The control load to run instead of the arm's work, and its duration. */
  burns?: { besides: Besides; seconds: number }
}

const warmUpMs = 1_000

/** Measures an arm for `seconds` and until its last sweep has ended, and checks the result. */
export async function measure(
  world: World,
  { design, arm, asks, burns }: Measuring,
  { seconds, rates }: Pick<LiveOptions, 'seconds' | 'rates'>,
): Promise<Measured> {
  const { driver, time, importing, lockWaits } = world
  // Live requests concern the swept outlets, so that they meet the sweep's writes.
  const targets = world.targets.slice(0, arm.outlets || undefined)
  const client = new pg.Client({ connectionString: design.database })
  await client.connect()
  const endControl = burns && startControl(world.guest, burns.besides, arm)
  if (!burns && arm.imports) importing!.start()
  if (!burns && arm.holds) await client.query('begin isolation level repeatable read; select pg_current_xact_id()')
  try {
    await sleep(warmUpMs)
    lockWaits.more()
    await using watch = await watchConnections(design.database)
    const endUse = watchProcessors()
    if (asks) driver.start(design, { targets, rates, town: time.town.origin })
    const sweeps =
      !burns && arm.outlets > 0
        ? await sweepFor(design, time, targets, seconds)
        : await sleep((burns?.seconds ?? seconds) * 1000, [])
    const use = endUse()
    const connections = watch.read()
    const answers = asks ? await driver.stop() : null
    const waits = lockWaits.more()
    const wrong = [
      ...(answers?.wrong ?? []),
      ...(sweeps.length > 0 ? await checkTruth(design.database, time, targets) : []),
    ]
    return { answers, use, sweeps, connections, lockWaits: waits, wrong }
  } finally {
    await endControl?.()
    if (!burns && arm.imports) await importing!.stop()
    if (!burns && arm.holds) await client.query('commit')
    await client.query('delete from outlets where name = $1', [writtenName])
    // The leftovers of an import must not burden the next arm.
    if (!burns && arm.imports) await client.query('vacuum (analyze) advertisers')
    if (!burns && arm.imports) await client.query('checkpoint')
    await client.end()
  }
}
