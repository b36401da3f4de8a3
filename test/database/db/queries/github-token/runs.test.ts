import { settleGitHubToken, type TokenBudget } from '@edgesweep/db/queries/github-token/settle.ts'
import { takeGitHubToken } from '@edgesweep/db/queries/github-token/take.ts'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

const resource = 'core' as const
const hour = 3_600
const start = 1_764_068_400

interface Request {
  lease: string
  /** GitHub's window when it was taken. */
  window: number
  /** What GitHub said when it counted the request; null before. */
  said: (TokenBudget & { spent: boolean }) | null
}

/** GitHub as it counts one token, and the requests on their way to it and back, in whatever order. */
class World {
  readonly id = crypto.randomUUID()
  readonly limit: number
  window = 0
  used = 0
  requests: Request[] = []
  answered = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get reset(): number {
    return start + this.window * hour
  }

  async take(): Promise<void> {
    const lease = crypto.randomUUID()
    const taken = await takeGitHubToken(db, { ids: [this.id], resource, lease, leaseSeconds: 60, mostAtOnce: 5 })
    if (taken.id !== null) this.requests.push({ lease, window: this.window, said: null })
  }

  /** GitHub counts a request: the one that must not come has nothing left. */
  arrive(pick: number, spent: boolean): void {
    const request = pickOf(
      this.requests.filter(({ said }) => said === null),
      pick,
    )
    if (!request) return
    if (spent) this.used += 1
    expect(this.used).toBeLessThanOrEqual(this.limit)
    const remaining = this.limit - this.used
    // GitHub's own servers differ by a second.
    const reset = this.reset + (pick % 2)
    request.said = { limit: this.limit, remaining, reset, resetAfterSeconds: hour, spent }
  }

  async answer(pick: number): Promise<void> {
    const request = pickOf(
      this.requests.filter(({ said }) => said !== null),
      pick,
    )
    if (!request) return
    const { spent, ...budget } = request.said!
    await this.settle(request, budget, spent)
    this.answered += 1
  }

  /**
   * No answer came; the request may have been counted. Not the first of a window: who has heard nothing of a window may ask once too
   * often.
   */
  async lose(pick: number): Promise<void> {
    const request = pickOf(this.requests, pick)
    const known = sql`select from github_tokens where id = ${this.id} and abs(reset - ${this.reset}) <= 1 and reset_at is not null`
    if (request && (await db.execute(known)).rows.length > 0) await this.settle(request, null, true)
  }

  /** Its taker is gone, and nobody settles. */
  crash(pick: number): void {
    const request = pickOf(this.requests, pick)
    if (request) this.requests.splice(this.requests.indexOf(request), 1)
  }

  /** An hour has passed for GitHub; no request takes that long. */
  roll(): void {
    if (this.requests.some(({ window }) => window < this.window)) return
    this.window += 1
    this.used = 0
  }

  /** And for the database, which is never the first to know. */
  async pass(): Promise<void> {
    await db.execute(sql`update github_tokens set reset_at = now() where id = ${this.id} and reset + 1 < ${this.reset}`)
  }

  async settle(request: Request, budget: TokenBudget | null, spent: boolean): Promise<void> {
    this.requests.splice(this.requests.indexOf(request), 1)
    const nothing = { strikes: 0, restSeconds: null, struck: false, disabled: false }
    await settleGitHubToken(db, { id: this.id, resource, lease: request.lease, budget, spent, ...nothing })
  }

  /** Everything that is under way ends, and leases of the dead run out. */
  async end(): Promise<void> {
    while (this.requests.length > 0) {
      this.arrive(0, true)
      await this.answer(0)
    }
    await db.execute(sql`update github_tokens set leases = '{}' where id = ${this.id}`)
  }
}

const pickOf = <T>(from: T[], pick: number): T | undefined => from[pick % from.length]

const weights = { take: 30, arrive: 28, same: 4, answer: 26, lose: 3, crash: 1, roll: 12, pass: 12 }
type Kind = keyof typeof weights
const kind = fc.oneof(
  ...Object.entries(weights).map(([one, weight]) => ({ weight, arbitrary: fc.constant(one as Kind) })),
)
const steps = fc.array(fc.record({ kind, pick: fc.nat(20) }), { minLength: 60, maxLength: 250, size: 'max' })

async function play(world: World, { kind, pick }: { kind: Kind; pick: number }): Promise<void> {
  if (kind === 'take') await world.take()
  if (kind === 'arrive') world.arrive(pick, true)
  if (kind === 'same') world.arrive(pick, false)
  if (kind === 'answer') await world.answer(pick)
  if (kind === 'lose') await world.lose(pick)
  if (kind === 'crash') world.crash(pick)
  if (kind === 'roll') world.roll()
  if (kind === 'pass') await world.pass()
}

test('in whatever order requests are counted, answered and lost over resets, GitHub never counts one more than it allows', async () => {
  let answered = 0
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), steps, async (limit, all) => {
      const world = new World(limit)
      // New to both of them, and then known.
      await world.take()
      await world.take()
      world.arrive(0, true)
      await world.answer(0)
      for (const step of all) await play(world, step)
      answered += world.answered
      // And it goes on: an hour later there is something to take.
      await world.end()
      world.roll()
      await world.pass()
      await world.take()
      await world.take()
      expect(world.requests.length).toBeGreaterThan(0)
    }),
    { numRuns: 60, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  )
  expect(answered).toBeGreaterThan(500)
}, 60_000)
