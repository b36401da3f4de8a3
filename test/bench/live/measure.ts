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

/** What was seen of one arm in one round. */
export interface Measured {
  /** Null where nobody asked. */
  answers: Answers | null
  use: ProcessorUse
  /** How long each sweep took (s). */
  sweeps: number[]
  connections: RoleConnections[]
  lockWaits: LockWait[]
  wrong: string[]
}

/** An arm of a design, in one round. */
export interface ArmRun {
  measured: Measured
  /** The same processor time burnt without the database; null of the idle arm and of other designs. */
  control: Measured | null
  /** Its sweeps while nobody asks for anything; null where it has none, or something else besides. */
  alone: Measured | null
}

export interface ArmOf {
  design: Design
  arm: Arm
}

export interface Measuring extends ArmOf {
  /** Whether live answers are asked for meanwhile. */
  asks: boolean
  /** Burns this in place of what the arm does, for so many seconds. */
  burns?: { besides: Besides; seconds: number }
}

const warmUpMs = 1_000

/** Measures an arm for so many seconds, and until its last sweep has ended, and checks what it leaves. */
export async function measure(
  world: World,
  { design, arm, asks, burns }: Measuring,
  { seconds, rates }: Pick<LiveOptions, 'seconds' | 'rates'>,
): Promise<Measured> {
  const { driver, time, importing, lockWaits } = world
  // Of those that are swept, so that live work meets the sweep's.
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
    // What an import leaves behind is not the next arm's.
    if (!burns && arm.imports) await client.query('vacuum (analyze) advertisers')
    if (!burns && arm.imports) await client.query('checkpoint')
    await client.end()
  }
}
