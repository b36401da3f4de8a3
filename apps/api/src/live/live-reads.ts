import type { Clock } from '@edgesweep/core/context.ts'
import type { Replica } from '@edgesweep/core/replica/replica.ts'
import type { Database } from '@edgesweep/db/database.ts'

type Query = Parameters<Database['execute']>[0]

/**
 * The database of one request's live reads: the replica where there is one and it is fit, else the primary, and then for the rest of the request,
 * so that nothing is read older than what came before. Only for what writes nothing.
 */
export class LiveReads {
  readonly #primary: Database
  readonly #replica: Replica | undefined
  readonly #clock: Clock
  /** Whether only the primary will do from now on. */
  isPrimaryOnly: boolean
  /** Who gave the last answer; null before there is one. */
  answeredBy: 'replica' | 'primary' | null = null
  /** By how much the last answer may be older than what the primary has. */
  lagMs = 0
  /** How long databases have been waited for, in milliseconds. */
  tookMs = 0

  constructor(
    ctx: { primaryReads: Database; clock: Clock; replica?: Replica | undefined },
    { isPrimaryOnly }: { isPrimaryOnly: boolean },
  ) {
    this.#primary = ctx.primaryReads
    this.#clock = ctx.clock
    this.#replica = ctx.replica
    this.isPrimaryOnly = isPrimaryOnly
  }

  readonly execute = (async (query: Query) => {
    const startedAt = this.#clock.now()
    try {
      return (await this.#askReplica(query)) ?? (await this.#askPrimary(query))
    } finally {
      this.tookMs += this.#clock.now() - startedAt
    }
  }) as unknown as Database['execute']

  async #askReplica(query: Query) {
    const replica = this.#replica
    if (!replica || this.isPrimaryOnly || !replica.serves(this.#primary)) return null
    const lagMs = replica.lagMs()!
    const answer = await replica.read(query)
    return answer && this.#note('replica', lagMs, answer)
  }

  async #askPrimary(query: Query) {
    this.isPrimaryOnly = true
    return this.#note('primary', 0, await this.#primary.execute(query))
  }

  #note<Answer>(answeredBy: 'replica' | 'primary', lagMs: number, answer: Answer): Answer {
    this.answeredBy = answeredBy
    this.lagMs = lagMs
    return answer
  }
}
