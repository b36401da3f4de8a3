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
  /** The address of a migrated database. */
  databaseUrl: string
  /** An empty folder. */
  folder: string
  past: Past
  /** The mean time between two faults, kills and pauses together, in ms. */
  faultEveryMs: number
  onProgress: (line: string) => void
}

export interface ArchiveFaultsSummary extends Harm {
  rows: number
  archived: { days: number; rows: number; bytes: number; files: number }
  seconds: number
  /** Histories read while days were archived, and afterwards. */
  reads: { meanwhile: number; after: number }
  /** The peak growth of a worker's resident memory since it was ready, in MB. */
  grownMb: number
  /** The states of the days in progress at each fault. */
  struck: Record<string, number>
  /** The violated expectations; empty when all is well. */
  wrong: string[]
}

const kinds: HistoryKind[] = ['snapshots', 'platform_status']
const retentionDays = 1
const leaseSeconds = 2
const workers = 2
/** The states at which faults are injected, in turn. */
const steps: ArchiveStatus[] = ['pending', 'writing', 'verifying', 'detaching', 'dropping']

/**
 * Archives days in processes that are killed at random and restarted, or paused for longer than their leases. Reads histories
 * meanwhile and all of them afterwards. Each history must be complete.
 */
export async function runArchiveFaults(options: ArchiveFaults): Promise<ArchiveFaultsSummary> {
  const { databaseUrl, folder, past, onProgress } = options
  const { db, close } = connectNodePostgres(databaseUrl, { max: 4 })
  const ctx = { db, files: folderFiles(folder) }
  const workerOptions: WorkerOptions = { databaseUrl, folder, retentionDays, leaseSeconds, partRows: 4_000 }
  const pool = new WorkerPool(join(import.meta.dirname, 'worker.ts'), workerOptions)
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
    const faults = strike(pool, options.faultEveryMs, isOver, async (fault) => {
      for (const status of await waitFor(db, steps[fault % steps.length]!)) struck[status] = (struck[status] ?? 0) + 1
    })
    const reading = readMeanwhile(isOver, async (n) => {
      await check(kinds[n % 2]!, outletIds[(n * 37) % outletIds.length]!)
      reads.meanwhile += 1
    })
    const wanted = 2 * (past.days - retentionDays)
    for (let done = 0; done < wanted; ) {
      await Promise.race([sleep(1_000), faults, reading])
      done = (await archivesOf(db)).days
      const { kills, pauses } = pool.harm
      onProgress(
        `${done} of ${wanted} days; ${kills} kills, ${pauses} pauses, ${reads.meanwhile} histories read, ${wrong.length} wrong`,
      )
    }
    over = true
    await Promise.all([faults, reading, pool.settle()])
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
    if (left.length > 0) wrong.push(`${left.length} days are still in progress`)
    const rows = past.outlets * past.days * past.changes * (past.items + 1)
    return { rows, archived, seconds, reads, ...pool.harm, struck, grownMb: Math.round(pool.grownMb), wrong }
  } finally {
    await pool.stop()
    await close()
  }
}

type Db = ReturnType<typeof connectNodePostgres>['db']

/** Waits up to a second for a day with the wanted status. Returns the statuses of the days in progress. */
async function waitFor(db: Db, wanted: ArchiveStatus): Promise<ArchiveStatus[]> {
  for (const stopAt = Date.now() + 1_000; ; ) {
    const query = sql`select status from archives where status <> 'done' and lease_expires_at > now()`
    const rows = await runStatement<{ status: ArchiveStatus }>(db, 'archives-in-progress', query)
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

/** Injects faults at random workers. Three of four are kills; the fourth is a pause longer than a lease. */
async function strike(
  pool: WorkerPool,
  everyMs: number,
  isOver: () => boolean,
  beforeFault: (fault: number) => Promise<void>,
) {
  for (let fault = 0; ; fault++) {
    await sleep(everyMs * 2 * Math.random())
    await beforeFault(fault)
    if (isOver()) return
    const awake = pool.awake()
    const slot = awake[Math.floor(Math.random() * awake.length)]
    if (slot === undefined) continue
    if (fault % 4 === 3) pool.pause(slot, leaseSeconds * 1_000 * (1.2 + Math.random()))
    else await pool.kill(slot)
  }
}
