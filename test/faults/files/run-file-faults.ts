import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { enqueueFiles } from '@edgesweep/core/file/enqueue-files.ts'
import { runFileTasks } from '@edgesweep/core/file/file-pipeline.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { folderFiles } from '@edgesweep/runner/files/folder-files.ts'
import { sql } from 'drizzle-orm'
import { fileContext } from '../../support/file-context.ts'
import { type Harm, WorkerPool } from '../worker-pool.ts'
import { checkFiles, countEndings } from './check-files.ts'
import { startOrigin } from './origin.ts'
import type { WorkerOptions } from './worker.ts'

export interface FileFaults {
  /** The address of a migrated database without file tasks. */
  databaseUrl: string
  /** An empty folder. */
  folder: string
  tasks: number
  processes: number
  /** Concurrent files per process. */
  workers: number
  leaseSeconds: number
  /** The mean time between two faults, kills and pauses together, in ms. */
  faultEveryMs: number
  onProgress?: (ended: number, harm: Harm) => void
}

export interface FileFaultsSummary extends Harm {
  tasks: number
  seconds: number
  requests: number
  /** Claims of tasks beyond their first. */
  repeatedAttempts: number
  /** The violated expectations; empty when all is well. */
  wrong: string[]
}

const filesPerJob = 500
const submittedAt = Date.UTC(2026, 10, 22, 23, 59)

/**
 * Works off file tasks in processes that are killed at random and restarted, or paused for longer than their leases. Then checks
 * that no task was lost or ended twice, every file has its own name, enqueueing all files again changes nothing, and a file that
 * is fetched again keeps its name.
 */
export async function runFileFaults(options: FileFaults): Promise<FileFaultsSummary> {
  const { databaseUrl, folder, tasks, leaseSeconds } = options
  const startedAt = Date.now()
  const { db, close } = connectNodePostgres(databaseUrl, { max: 4 })
  const origin = await startOrigin()
  // Faults are far more frequent than in production, so a task may be hit more often than five times.
  const terms = { workers: options.workers, leaseSeconds, retry: { retrySeconds: 0.1, maxAttempts: 25 } }
  const workerOptions: WorkerOptions = { databaseUrl, folder, host: origin.host, ...terms }
  const pool = new WorkerPool(join(import.meta.dirname, 'worker.ts'), workerOptions)
  const enqueueAll = async () => {
    const ctx = { db, log: console, wakes: { files: async () => {} } }
    let written = 0
    for (let first = 0; first < tasks; first += filesPerJob) {
      const job = { id: `job_${first / filesPerJob}`, keyId: `key_${(first / filesPerJob) % 3}`, submittedAt }
      const count = Math.min(filesPerJob, tasks - first)
      const urls = Array.from({ length: count }, (_, n) => origin.urlOf(first + n))
      written += await enqueueFiles(ctx, job, urls)
    }
    return written
  }
  const countEnded = async () => {
    const query = sql`select count(*)::int as ended from file_tasks where status in ('done', 'failed')`
    return (await runStatement<{ ended: number }>(db, 'ended', query))[0]!.ended
  }
  const snapshot = async () => {
    const query = sql`select id, status, attempts, name, bytes::text, sha256, content_type from file_tasks order by id`
    return JSON.stringify(await runStatement(db, 'snapshot', query))
  }
  try {
    await countEndings(db)
    const written = await enqueueAll()
    await pool.start(options.processes)
    let over = false
    const faults = strike(pool, options, () => over)
    try {
      while (true) {
        const ended = await countEnded()
        options.onProgress?.(ended, pool.harm)
        if (ended === tasks) break
        if (Date.now() - startedAt > 60_000 + tasks * 60)
          throw new Error(`only ${ended} of ${tasks} files ended in time`)
        // An error of the fault injection must not go unseen.
        await Promise.race([sleep(250), faults])
      }
    } finally {
      over = true
    }
    await faults
    await pool.settle()
    await sleep(2 * leaseSeconds * 1000)
    await pool.stop()
    const wrong = await checkFiles(db, origin, folder, tasks)

    const before = await snapshot()
    const again = await enqueueAll()
    if (written !== tasks || again !== 0) wrong.push(`enqueued ${written}, and again ${again}`)
    const repeated = sql`select coalesce(sum(attempts - 1), 0)::int as repeated from file_tasks`
    const [{ repeated: repeatedAttempts } = { repeated: 0 }] = await runStatement<{ repeated: number }>(
      db,
      'repeated',
      repeated,
    )
    await db.execute(sql`
      update file_tasks set status = 'pending', name = null, attempts = attempts - 1, next_attempt_at = now(), ended_at = null
      where id in (select id from file_tasks order by md5(id) limit 20)`)
    await db.execute(sql`truncate endings`)
    await runFileTasks(fileContext({ db, files: folderFiles(folder), hosts: [origin.host] }), {
      instance: 'again',
      ...terms,
      budgetMs: 60_000,
    })
    if ((await snapshot()) !== before) wrong.push('a file that was fetched or enqueued again has changed')

    const seconds = (Date.now() - startedAt) / 1000
    return { tasks, seconds, requests: origin.requests(), ...pool.harm, repeatedAttempts, wrong }
  } finally {
    await pool.stop()
    await origin.close()
    await close()
  }
}

/** Injects faults at random workers. Two of three are kills; the third is a pause longer than a lease. */
async function strike(pool: WorkerPool, options: FileFaults, isOver: () => boolean): Promise<void> {
  for (let fault = 0; ; fault++) {
    await sleep(options.faultEveryMs * 2 * Math.random())
    if (isOver()) return
    const awake = pool.awake()
    const slot = awake[Math.floor(Math.random() * awake.length)]
    if (slot === undefined) continue
    if (fault % 3 === 1) pool.pause(slot, options.leaseSeconds * 1000 * (1.2 + Math.random()))
    else await pool.kill(slot)
  }
}
