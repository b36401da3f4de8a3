import { findWaiting } from '@edgesweep/cloudflare/find-waiting.ts'
import { summarizePace } from '@edgesweep/core/lane/eta.ts'
import { makeJobId } from '@edgesweep/core/lane/job-id.ts'
import type { LaneHead } from '@edgesweep/core/lane/lane-head.ts'
import { newPace } from '@edgesweep/core/lane/pace.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../support/property-runs.ts'

const address = { lane: 'interactive', shard: 0, sequence: 1 } as const
const jobId = makeJobId(address, new Uint8Array(10))
let lines = 0

/** A lane whose heads state when they were asked for. Each call takes `delayMs` of the virtual time, or fails after it. */
class Lane {
  now = 0
  readonly keyId = `key ${++lines}`
  readonly calls: { at: number; endsAt: number }[] = []
  readonly #answers: { delayMs: number; fails: boolean }[]
  #pending: { at: number; settle: () => void }[] = []

  constructor(answers: { delayMs: number; fails: boolean }[]) {
    this.#answers = answers
  }

  async pass(ms: number): Promise<void> {
    this.now += ms
    for (const one of this.#pending.filter(({ at }) => at <= this.now)) one.settle()
    this.#pending = this.#pending.filter(({ at }) => at > this.now)
    await new Promise((resolve) => setImmediate(resolve))
  }

  readonly reader = {
    head: () => {
      const { delayMs, fails } = this.#answers[this.calls.length % this.#answers.length]!
      const asked = this.now
      const endsAt = asked + delayMs
      this.calls.push({ at: asked, endsAt })
      return new Promise<LaneHead>((resolve, reject) => {
        const rivals = { ownPaused: 0, others: [] }
        const pace = summarizePace(newPace(), 0)
        const returned = [{ sequence: 1, attempt: asked, reason: 'seen at `attempt`', notBefore: 0 }]
        const head = { nextSequence: 2, waiting: Uint32Array.of(1), returned, rivals, pace }
        const settle = () => (fails ? reject(new Error('object reset')) : resolve(head))
        if (delayMs === 0) settle()
        else this.#pending.push({ at: endsAt, settle })
      })
    },
    block: async () => ({
      nextSequence: 2_000,
      jobs: { [jobId]: '{"submittedAt":1,"kind":"cart","total":1,"metadata":{},"tags":[]}' },
    }),
    findJob: async () => null,
  }
}

const answer = fc.record({ delayMs: fc.constantFrom(0, 30, 400, 1_500, 4_000), fails: fc.boolean() })
const step = fc.record({
  passMs: fc.constantFrom(0, 10, 300, 600, 1_100, 2_500),
  polls: fc.integer({ min: 0, max: 30 }),
})

test('polls share one call at a time, get an answer of the last 2 s or its error, and every poll is answered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 5 }),
      fc.array(step, { maxLength: 20 }),
      async (answers, steps) => {
        const lane = new Lane(answers)
        const polls: Promise<{ at: number; seen: number | null }>[] = []
        for (const { passMs, polls: count } of steps) {
          await lane.pass(passMs)
          for (let n = 0; n < count; n++) {
            const at = lane.now
            const found = findWaiting(lane.reader, address, lane.keyId, jobId, { now: at, keepAlive: () => {} })
            polls.push(
              found.then(
                (job) => ({ at, seen: job!.attempt }),
                () => ({ at, seen: null }),
              ),
            )
          }
        }
        for (let n = 0; n < 5; n++) await lane.pass(4_000)
        for (const { at, seen } of await Promise.all(polls)) if (seen !== null) expect(at - seen).toBeLessThan(2_000)
        for (const [n, call] of lane.calls.entries()) {
          const next = lane.calls[n + 1]
          // The next call begins when this one has ended, or has taken a second.
          if (next) expect(next.at).toBeGreaterThanOrEqual(Math.min(call.endsAt, call.at + 1_000))
        }
      },
    ),
    { numRuns: runs(300) },
  )
})
