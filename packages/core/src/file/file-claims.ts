import { type ClaimedFileTask, claimDueFileTasks } from '@edgesweep/db/queries/claim-due-file-tasks.ts'
import { renewFileTasks } from '@edgesweep/db/queries/renew-file-tasks.ts'
import type { Context } from '../context.ts'

/** A task and the token that it is held by. */
export type HeldFileTask = ClaimedFileTask & { token: string }

export interface ClaimTerms {
  /** Tasks claimed at a time. */
  batch: number
  leaseSeconds: number
  maxAttempts: number
  /** Epoch milliseconds after which nothing more is claimed. */
  stopAt: number
}

/**
 * The tasks that one run of file workers holds: claimed a batch at a time, given out one by one, and renewed at a third of their lease from
 * their claim to their end, also while they wait for a worker.
 */
export class FileClaims {
  readonly #ctx: Pick<Context, 'db' | 'clock' | 'log'>
  readonly #terms: ClaimTerms
  readonly #held = new Map<string, HeldFileTask>()
  #waiting: HeldFileTask[] = []
  #claiming: Promise<boolean> | undefined
  #closed = false
  givenUp = 0

  constructor(ctx: Pick<Context, 'db' | 'clock' | 'log'>, terms: ClaimTerms) {
    this.#ctx = ctx
    this.#terms = terms
    void this.#keepRenewing()
  }

  /** Null when nothing is due any more, or the time is up. */
  async next(): Promise<HeldFileTask | null> {
    while (true) {
      const task = this.#waiting.shift()
      if (task) return task
      if (this.#ctx.clock.now() >= this.#terms.stopAt) return null
      // Workers that run out at the same moment share a claim.
      this.#claiming ??= this.#claim().finally(() => {
        this.#claiming = undefined
      })
      if (!(await this.#claiming)) return null
    }
  }

  /** The task is no longer to be renewed. */
  release(task: HeldFileTask): void {
    // The same task may be held again, by another token.
    if (this.#held.get(task.id) === task) this.#held.delete(task.id)
  }

  close(): void {
    this.#closed = true
  }

  /** False when nothing was due. */
  async #claim(): Promise<boolean> {
    const { batch: limit, leaseSeconds, maxAttempts } = this.#terms
    const token = crypto.randomUUID()
    const { tasks, givenUp } = await claimDueFileTasks(this.#ctx.db, { token, limit, leaseSeconds, maxAttempts })
    for (const id of givenUp) this.#ctx.log.error('file.given_up', { fileId: id })
    this.givenUp += givenUp.length
    for (const task of tasks) {
      const held = { ...task, token }
      this.#held.set(task.id, held)
      this.#waiting.push(held)
    }
    return tasks.length + givenUp.length > 0
  }

  async #keepRenewing(): Promise<void> {
    const { leaseSeconds } = this.#terms
    while (true) {
      await this.#ctx.clock.sleep((leaseSeconds * 1000) / 3)
      if (this.#closed) return
      const held = [...this.#held.values()]
      if (held.length === 0) continue
      try {
        const kept = new Set(await renewFileTasks(this.#ctx.db, { held, leaseSeconds }))
        // Another has them: those that have not begun need not begin here.
        const lost = new Set(held.filter(({ id }) => !kept.has(id)))
        this.#waiting = this.#waiting.filter((task) => !lost.has(task))
        for (const task of lost) this.release(task)
      } catch (error) {
        this.#ctx.log.warn('file.renewal_failed', { files: held.length, error: String(error) })
      }
    }
  }
}
