import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import type { HistoryKind } from '@edgesweep/db/history-kind.ts'
import type { ArchiveStatus } from '@edgesweep/db/rows/archive-row.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { folderFiles } from '@edgesweep/runner/files/folder-files.ts'
import { sql } from 'drizzle-orm'
import { fillPast, type Past } from '../../support/archive-world.ts'
import { type Harm, WorkerPool } from '../worker-pool.ts'
import { checkHistory, storedHistories } from './histories.ts'
import type { WorkerOptions } from './worker.ts'

export interface ArchiveFaults {
  /** Of a migrated database. */
  databaseUrl: string
  /** An empty folder. */
  folder: string
  past: Past
  /** Mean time between two blows, kills and pauses together, in ms. */
  blowEveryMs: number
  onProgress: (line: string) => void
}

export interface ArchiveFaultsSummary extends Harm {
  rows: number
  archived: { days: number; rows: number; bytes: number; files: number }
  seconds: number
  /** Histories that were read while days were archived, and afterwards. */
  reads: { meanwhile: number; after: number }
  /** What a worker held resident at most, beyond what it held when it was ready (MB). */
  grownMb: number
  /** In which states days were when a blow fell. */
  struck: Record<string, number>
  /** What was not as it must be; empty when all is well. */
  wrong: string[]
}

const kinds: HistoryKind[] = ['snapshots', 'platform_status']
const retentionDays = 1
const leaseSeconds = 2
const workers = 2
/** What days are struck at, in turns. */
const steps: ArchiveStatus[] = ['pending', 'writing', 'verifying', 'detaching', 'dropping']

/**
 * Has days archived by processes that are killed at random and started again, or paused for longer than their leases, and reads histories
 * meanwhile; then all of them: each must be the whole, from first to last.
 */
export async function runArchiveFaults(options: ArchiveFaults): Promise<ArchiveFaultsSummary> {
  const { databaseUrl, folder, past, onProgress } = options
  const { db, close } = connectNodePostgres(databaseUrl, { max: 4 })
  const ctx = { db, files: folderFiles(folder) }
  const told: WorkerOptions = { databaseUrl, folder, retentionDays, leaseSeconds, partRows: 4_000 }
  const pool = new WorkerPool(join(import.meta.dirname, 'worker.ts'), told)
  const wrong: string[] = []
  const struck: Record<string, number> = {}
  const reads = { meanwhile: 0, after: 0 }
  try {
    await fillPast(db, past)
    const whole = {
      snapshots: await storedHistories(db, 'snapshots'),
      platform_status: await storedHistories(db, 'platform_status'),
    }
    const outletIds = [...whole.snapshots.keys()]
    const check = async (kind: HistoryKind, outletId: string, itemId?: string) => {
      wrong.push(...(await checkHistory(ctx, kind, whole[kind], outletId, itemId)))
    }
    const startedAt = Date.now()
    await pool.start(workers)
    let over = false
    const isOver = () => over
    const blows = strike(pool, options.blowEveryMs, isOver, async (blow) => {
      for (const status of await waitFor(db, steps[blow % steps.length]!)) struck[status] = (struck[status] ?? 0) + 1
    })
    const reading = readMeanwhile(isOver, async (n) => {
      await check(kinds[n % 2]!, outletIds[(n * 37) % outletIds.length]!)
      reads.meanwhile += 1
    })
    const wanted = 2 * (past.days - retentionDays)
    for (let done = 0; done < wanted; ) {
      await Promise.race([sleep(1_000), blows, reading])
      done = (await archivesOf(db)).days
      const { kills, pauses } = pool.harm
      onProgress(
        `${done} of ${wanted} days; ${kills} kills, ${pauses} pauses, ${reads.meanwhile} histories read, ${wrong.length} wrong`,
      )
    }
    over = true
    await Promise.all([blows, reading, pool.settle()])
    const seconds = (Date.now() - startedAt) / 1_000
    await pool.stop()
    onProgress('reading every history')
    for (const [n, outletId] of outletIds.entries()) {
      for (const kind of kinds) await check(kind, outletId)
      await check('snapshots', outletId, [...whole.snapshots.get(outletId)!.keys()][n % past.items])
      reads.after += 3
    }
    const archived = await archivesOf(db)
    const left = await runStatement(db, 'left', sql`select 1 from archives where status <> 'done'`)
    if (left.length > 0) wrong.push(`${left.length} days are still under way`)
    const rows = past.outlets * past.days * past.changes * (past.items + 1)
    return { rows, archived, seconds, reads, ...pool.harm, struck, grownMb: Math.round(pool.grownMb), wrong }
  } finally {
    await pool.stop()
    await close()
  }
}

type Db = ReturnType<typeof connectNodePostgres>['db']

/** The states of the days under way, once one of them is in this one; or in a second, since some are soon over. */
async function waitFor(db: Db, wanted: ArchiveStatus): Promise<ArchiveStatus[]> {
  for (const stopAt = Date.now() + 1_000; ; ) {
    const query = sql`select status from archives where status <> 'done' and lease_expires_at > now()`
    const rows = await runStatement<{ status: ArchiveStatus }>(db, 'under way', query)
    const statuses = rows.map(({ status }) => status)
    if (statuses.includes(wanted) || Date.now() > stopAt) return statuses
  }
}

const archivesOf = async (db: Db) =>
  (
    await runStatement<ArchiveFaultsSummary['archived']>(
      db,
      'archives',
      sql`
        select count(*)::int as days, coalesce(sum(rows), 0)::float8 as rows, coalesce(sum(bytes), 0)::float8 as bytes,
          coalesce(sum(cardinality(part_files)), 0)::int as files
        from archives where status = 'done'`,
    )
  )[0]!

async function readMeanwhile(isOver: () => boolean, read: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; !isOver(); n++) {
    await read(n)
    await sleep(10)
  }
}

/** Hits a worker at random until it is over: three of four blows kill, the fourth is a pause longer than a lease. */
async function strike(
  pool: WorkerPool,
  everyMs: number,
  isOver: () => boolean,
  beforeBlow: (blow: number) => Promise<void>,
) {
  for (let blow = 0; ; blow++) {
    await sleep(everyMs * 2 * Math.random())
    await beforeBlow(blow)
    if (isOver()) return
    const awake = pool.awake()
    const slot = awake[Math.floor(Math.random() * awake.length)]
    if (slot === undefined) continue
    if (blow % 4 === 3) pool.pause(slot, leaseSeconds * 1_000 * (1.2 + Math.random()))
    else await pool.kill(slot)
  }
}
