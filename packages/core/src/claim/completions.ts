import type { PipelineName } from '@edgesweep/db/pipelines.ts'
import { recordCompletions } from '@edgesweep/db/queries/claim/record-completions.ts'
import type { ClaimContext } from './claims.ts'

const tellEveryMs = 1_000

/**
 * Tells the database what an instance has completed, once a second at most: people look at it, and nothing rests on it. An instance that is
 * killed leaves out its last second.
 */
export class Completions {
  readonly #ctx: ClaimContext
  readonly #of: { pipeline: PipelineName; instance: string }
  #completed = 0
  #toldAt = Number.NEGATIVE_INFINITY
  #telling: Promise<void> = Promise.resolve()

  constructor(ctx: ClaimContext, of: { pipeline: PipelineName; instance: string }) {
    this.#ctx = ctx
    this.#of = of
  }

  add(completed: number): void {
    this.#completed += completed
    if (this.#ctx.clock.now() - this.#toldAt >= tellEveryMs) void this.flush()
  }

  /** Until all is told. */
  flush(): Promise<void> {
    this.#toldAt = this.#ctx.clock.now()
    this.#telling = this.#telling.then(() => this.#tell())
    return this.#telling
  }

  async #tell(): Promise<void> {
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
