/** A job of the old design, kept in memory. */
export interface OldJob {
  id: string
  submittedAt: Date
  endedAt: Date | null
  failed: number
  ended: Promise<void>
}

/** One first-in, first-out queue for sweeps and refreshes, with its workers. */
export class JobQueue {
  readonly jobs = new Map<string, OldJob>()
  readonly #waiting: Array<{ outletId: string; done(failed: boolean): void }> = []
  readonly #scrape: (outletId: string) => Promise<void>
  #workers: number
  #busy = 0

  constructor(workers: number, scrape: (outletId: string) => Promise<void>) {
    this.#workers = workers
    this.#scrape = scrape
  }

  setWorkers(workers: number): void {
    this.#workers = workers
  }

  add(outletIds: string[]): OldJob {
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const job: OldJob = { id: crypto.randomUUID(), submittedAt: new Date(), endedAt: null, failed: 0, ended }
    this.jobs.set(job.id, job)
    let left = outletIds.length
    const done = (failed: boolean) => {
      if (failed) job.failed += 1
      left -= 1
      if (left > 0) return
      job.endedAt = new Date()
      resolve()
    }
    this.#waiting.push(...outletIds.map((outletId) => ({ outletId, done })))
    this.#next()
    return job
  }

  #next(): void {
    while (this.#busy < this.#workers) {
      const task = this.#waiting.shift()
      if (!task) return
      this.#busy += 1
      this.#scrape(task.outletId)
        .then(
          () => task.done(false),
          (error) => {
            console.error(`outlet ${task.outletId}:`, error)
            task.done(true)
          },
        )
        .finally(() => {
          this.#busy -= 1
          this.#next()
        })
    }
  }
}
