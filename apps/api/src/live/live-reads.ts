import type { Clock } from '@edgesweep/core/context.ts'
import type { Replica } from '@edgesweep/core/replica/replica.ts'
import type { Database } from '@edgesweep/db/database.ts'

type Query = Parameters<Database['execute']>[0]

/**
 * The database for one request's live reads: the replica if it is usable, otherwise the primary. After the first read from the primary the request
 * stays there, so that no later read is older than an earlier one. Read-only.
 */
export class LiveReads {
  readonly #primary: Database
  readonly #replica: Replica | undefined
  readonly #clock: Clock
  /** Whether every further read goes to the primary. */
  isPrimaryOnly: boolean
  /** The database of the last answer; null before the first one. */
  answeredBy: 'replica' | 'primary' | null = null
  /** The largest possible lag of the last answer behind the primary, in ms. */
  lagMs = 0
  /** The total duration of the reads, in ms. */
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
      return (await this.#readReplica(query)) ?? (await this.#readPrimary(query))
    } finally {
      this.tookMs += this.#clock.now() - startedAt
    }
  }) as unknown as Database['execute']

  async #readReplica(query: Query) {
    const replica = this.#replica
    if (!replica || this.isPrimaryOnly || !replica.serves(this.#primary)) return null
    const lagMs = replica.lagMs()!
    const answer = await replica.read(query)
    return answer && this.#note('replica', lagMs, answer)
  }

  async #readPrimary(query: Query) {
    this.isPrimaryOnly = true
    return this.#note('primary', 0, await this.#primary.execute(query))
  }

  #note<Answer>(answeredBy: 'replica' | 'primary', lagMs: number, answer: Answer): Answer {
    this.answeredBy = answeredBy
    this.lagMs = lagMs
    return answer
  }
}

/** Finds a row with a live read. If the replica does not have it, the primary is asked, because the row may be new. */
export async function findLive<T>(
  { reads }: { reads: LiveReads },
  find: (db: LiveReads) => Promise<T | null>,
): Promise<T | null> {
  const found = await find(reads)
  if (found !== null || reads.answeredBy === 'primary') return found
  reads.isPrimaryOnly = true
  return find(reads)
}
