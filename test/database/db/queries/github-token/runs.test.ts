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
  /** Number of GitHub's window when the token was taken. */
  window: number
  /** GitHub's report for the request; null before GitHub has received it. */
  said: (TokenBudget & { spent: boolean }) | null
}

/** A model of GitHub's count for one token, with the running requests, which arrive and return in any order. */
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

  /** GitHub receives a request. It must never count more requests than its limit. */
  arrive(pick: number, spent: boolean): void {
    const request = pickOf(
      this.requests.filter(({ said }) => said === null),
      pick,
    )
    if (!request) return
    if (spent) this.used += 1
    expect(this.used).toBeLessThanOrEqual(this.limit)
    const remaining = this.limit - this.used
    // Resets that GitHub's servers report differ by one second.
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
   * A request gets no answer; GitHub may have counted it. Only in a window that the database knows: in others, one request too many is
   * possible.
   */
  async lose(pick: number): Promise<void> {
    const request = pickOf(this.requests, pick)
    const known = sql`select from github_tokens where id = ${this.id} and abs(reset - ${this.reset}) <= 1 and reset_at is not null`
    if (request && (await db.execute(known)).rows.length > 0) await this.settle(request, null, true)
  }

  /** A worker dies and never settles its request. */
  crash(pick: number): void {
    const request = pickOf(this.requests, pick)
    if (request) this.requests.splice(this.requests.indexOf(request), 1)
  }

  /** GitHub begins a new window after an hour. No request takes that long. */
  roll(): void {
    if (this.requests.some(({ window }) => window < this.window)) return
    this.window += 1
    this.used = 0
  }

  /** The database's clock reaches the reset, always after GitHub's clock. */
  async pass(): Promise<void> {
    await db.execute(sql`update github_tokens set reset_at = now() where id = ${this.id} and reset + 1 < ${this.reset}`)
  }

  async settle(request: Request, budget: TokenBudget | null, spent: boolean): Promise<void> {
    this.requests.splice(this.requests.indexOf(request), 1)
    const nothing = { strikes: 0, restSeconds: null, struck: false, disabled: false }
    await settleGitHubToken(db, { id: this.id, resource, lease: request.lease, budget, spent, ...nothing })
  }

  /** Ends all running requests, and the leases of dead workers. */
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

test('GitHub never counts more requests than its limit, in any order of counts, answers, losses and resets', async () => {
  let answered = 0
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), steps, async (limit, all) => {
      const world = new World(limit)
      // The first call stores the token, and the second takes it.
      await world.take()
      await world.take()
      world.arrive(0, true)
      await world.answer(0)
      for (const step of all) await play(world, step)
      answered += world.answered
      // The token can still be taken an hour later.
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
