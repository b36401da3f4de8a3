import { finishFileTask } from '@edgesweep/db/queries/finish-file-task.ts'
import type { Context } from '../context.ts'
import type { VisitContext } from '../scrape/visit.ts'
import { fetchFile } from './fetch-file.ts'
import { FileClaims, type HeldFileTask } from './file-claims.ts'
import { judgeFailure, maxFileAttempts } from './judge-failure.ts'

export type FileContext = VisitContext & Pick<Context, 'db' | 'files' | 'log'>

export interface FileRunOptions {
  /** Nothing is begun after so long; what has begun ends. */
  budgetMs: number
  /** Files at a time (3). Each may hold twice `maxFileBytes` in memory, and an isolate has 128 MB. */
  workers?: number
  /** 60 */
  leaseSeconds?: number
  /** Before the second try at a file (5); four times as long before each further one. */
  retrySeconds?: number
  maxAttempts?: number
}

/** How many attempts came to what. `lost`: another had claimed the task meanwhile, and this end of it did not count. */
export type FileRun = Record<'done' | 'failed' | 'retry' | 'deferred' | 'lost', number>

/** What was put off for less is waited for; the clock finds the rest. */
const shortWaitMs = 10_000
/** The database counts the time from a little earlier, but a timer may fire early too. */
const slackMs = 20

/**
 * Fetches the files that are due, until none is or the time is up. One that fails holds no other back. Any number of runs may go on side by
 * side. Throws when an attempt could not be recorded, after the others have been; its lease runs out, and it is tried again.
 */
export async function runFileTasks(ctx: FileContext, options: FileRunOptions): Promise<FileRun> {
  const { budgetMs, workers = 3, leaseSeconds = 60, retrySeconds = 5, maxAttempts = maxFileAttempts } = options
  const stopAt = ctx.clock.now() + budgetMs
  const claims = new FileClaims(ctx, { batch: 2 * workers, leaseSeconds, maxAttempts, stopAt })
  const run: FileRun = { done: 0, failed: 0, retry: 0, deferred: 0, lost: 0 }
  let putOff: number[] = []

  const work = async () => {
    for (let task = await claims.next(); task; task = await claims.next()) {
      const end = await attempt(ctx, task, { maxAttempts, retrySeconds })
      claims.release(task)
      const counted = await finishFileTask(ctx.db, { taskId: task.id, token: task.token, end })
      run[counted ? end.outcome : 'lost'] += 1
      if (!counted) ctx.log.warn('file.lost', { fileId: task.id, jobId: task.jobId, outcome: end.outcome })
      else if ('afterSeconds' in end && end.afterSeconds * 1000 <= shortWaitMs)
        putOff.push(ctx.clock.now() + end.afterSeconds * 1000 + slackMs)
    }
  }

  try {
    while (true) {
      const failed = (await Promise.allSettled(Array.from({ length: workers }, work))).find(
        (ended) => ended.status === 'rejected',
      )
      if (failed) throw failed.reason
      const now = ctx.clock.now()
      const next = Math.min(...putOff)
      if (next > now + shortWaitMs || next >= stopAt) break
      await ctx.clock.sleep(Math.max(0, next - now))
      putOff = putOff.filter((at) => at > ctx.clock.now())
    }
  } finally {
    claims.close()
  }
  run.failed += claims.givenUp
  return run
}

/** Never throws: what went wrong says how the task goes on. */
async function attempt(ctx: FileContext, task: HeldFileTask, terms: { maxAttempts: number; retrySeconds: number }) {
  try {
    return await fetchFile(ctx, task)
  } catch (error) {
    const end = judgeFailure(error, task, terms, ctx.clock.now(), Math.random())
    const { outcome } = end
    ctx.log.warn('file.failed', {
      fileId: task.id,
      jobId: task.jobId,
      attempt: task.attempt,
      outcome,
      error: end.error,
    })
    return end
  }
}
