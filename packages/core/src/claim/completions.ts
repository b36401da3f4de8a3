import { recordCompletions } from '@edgesweep/db/queries/claim/record-completions.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { ClaimContext } from './claims.ts'

const writeEveryMs = 1_000

/**
 * Counts an instance's completed records in the database, at most once a second. The counts are for display only. An instance that
 * is killed loses its last second.
 */
export class Completions {
  readonly #ctx: ClaimContext
  readonly #of: { pipeline: PipelineName; instance: string }
  #completed = 0
  #writtenAt = Number.NEGATIVE_INFINITY
  #writing: Promise<void> = Promise.resolve()

  constructor(ctx: ClaimContext, of: { pipeline: PipelineName; instance: string }) {
    this.#ctx = ctx
    this.#of = of
  }

  add(completed: number): void {
    this.#completed += completed
    if (this.#ctx.clock.now() - this.#writtenAt >= writeEveryMs) void this.flush()
  }

  /** Resolves when all counts are written. */
  flush(): Promise<void> {
    this.#writtenAt = this.#ctx.clock.now()
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    const completed = this.#completed
    if (completed === 0) return
    this.#completed = 0
    try {
      await recordCompletions(this.#ctx.db, { ...this.#of, completed })
    } catch (error) {
      this.#completed += completed
      this.#ctx.log.warn('completions.not_counted', { ...this.#of, error: String(error) })
    }
  }
}
