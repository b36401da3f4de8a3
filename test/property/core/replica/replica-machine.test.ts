import {
  conditionOf,
  isProbeDue,
  newReplica,
  type ReplicaState,
  stepReplica,
} from '@edgesweep/core/replica/replica-machine.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

const maxLagMs = 10_000
const startedAt = 1_000_000_000

/** An event of the primary, of the replica, or of the observer. */
type Happening =
  | { kind: 'write' | 'begin_probe' | 'read_fails' }
  | { kind: 'replay'; share: number }
  | { kind: 'end_probe'; which: number; fails: boolean }

const share = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }))
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'write' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('replay' as const), share }) },
  { weight: 5, arbitrary: fc.constant({ kind: 'begin_probe' as const }) },
  {
    weight: 5,
    arbitrary: fc
      .record({ which: fc.nat(5), luck: fc.nat(9) })
      .map(({ which, luck }) => ({ kind: 'end_probe' as const, which, fails: luck === 0 })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'read_fails' as const }) },
)
const steps = fc.array(fc.record({ ms: fc.nat(2_000), happening }), { maxLength: 100, size: 'max' })

/** A primary, a replica that may pause for any time, and probes that are answered at any later time in any order. */
class World {
  now = startedAt
  position = 0
  replayed = 0
  readonly written: Array<{ at: number; end: number }> = []
  state: ReplicaState = newReplica
  readonly probes: Array<{ at: number; position: number }> = []

  /** The time since which the replica lacks a write; only the test's world knows it. */
  truePastMs(): number {
    const missing = this.written.find(({ end }) => end > this.replayed)
    return missing ? this.now - missing.at : 0
  }

  step(ms: number, happening: Happening): void {
    this.now += ms
    switch (happening.kind) {
      case 'write':
        this.position += 10
        this.written.push({ at: this.now, end: this.position })
        return
      case 'replay':
        this.replayed += Math.floor((this.position - this.replayed) * happening.share)
        return
      case 'begin_probe':
        this.state = stepReplica(this.state, { kind: 'probe_begun' }, this.now)
        this.probes.push({ at: this.now, position: this.position })
        return
      case 'end_probe': {
        const [mark] = this.probes.splice(happening.which % Math.max(1, this.probes.length), 1)
        if (!mark) return
        const event = happening.fails
          ? ({ kind: 'failed' } as const)
          : ({ kind: 'probe_answered', mark, replayed: this.replayed } as const)
        this.state = stepReplica(this.state, event, this.now)
        return
      }
      case 'read_fails':
        this.state = stepReplica(this.state, { kind: 'failed' }, this.now)
    }
  }
}

test('no read goes to a replica that is behind by more than the limit, for any writes, pauses and failures', () => {
  let served = 0
  fc.assert(
    fc.property(steps, (taken) => {
      const world = new World()
      for (const { ms, happening } of taken) {
        world.step(ms, happening)
        if (conditionOf(world.state, world.now, maxLagMs) !== 'serving') continue
        served += 1
        expect(world.truePastMs()).toBeLessThanOrEqual(maxLagMs)
        expect(world.truePastMs()).toBeLessThanOrEqual(world.now - world.state.caughtUpTo!)
      }
    }),
    { numRuns: runs(2_000) },
  )
  expect(served).toBeGreaterThan(1_000)
})

test('after a failure no read goes to the replica before a probe succeeds, and reads return soon once it keeps up', () => {
  fc.assert(
    fc.property(steps, fc.nat(500), (taken, replayMs) => {
      const world = new World()
      for (const { ms, happening } of taken) world.step(ms, happening)
      world.state = stepReplica(world.state, { kind: 'failed' }, world.now)
      expect(conditionOf(world.state, world.now, maxLagMs)).toBe('away')
      // From here on every write is replayed within `replayMs`, and due probes are made.
      const backAt = world.now
      while (conditionOf(world.state, world.now, maxLagMs) !== 'serving') {
        world.step(100, { kind: 'write' })
        const done = world.written.findLast(({ at }) => at <= world.now - replayMs)
        world.replayed = Math.max(world.replayed, done?.end ?? 0)
        if (!isProbeDue(world.state, world.now, maxLagMs)) continue
        world.step(0, { kind: 'begin_probe' })
        const mark = world.probes.pop()!
        world.state = stepReplica(world.state, { kind: 'probe_answered', mark, replayed: world.replayed }, world.now)
        expect(world.now - backAt).toBeLessThanOrEqual(maxLagMs)
      }
    }),
    { numRuns: runs(300) },
  )
})

test('a clock that is set back by an hour proves nothing for that hour', () => {
  const mark = { at: startedAt, position: 5 }
  const proved = stepReplica(newReplica, { kind: 'probe_answered', mark, replayed: 5 }, startedAt)
  const earlier = startedAt - 3_600_000
  expect(conditionOf(proved, startedAt, maxLagMs)).toBe('serving')
  expect(conditionOf(proved, earlier, maxLagMs)).toBe('behind')
  const begun = stepReplica(proved, { kind: 'probe_begun' }, startedAt)
  expect([isProbeDue(begun, startedAt, maxLagMs), isProbeDue(begun, earlier, maxLagMs)]).toEqual([false, true])
  const again = { kind: 'probe_answered', mark: { at: earlier, position: 9 }, replayed: 8 } as const
  expect(stepReplica(proved, again, earlier).caughtUpTo).toBeNull()
})

test('a proof by a clock that was ahead does not come true again when the clock reaches its time', () => {
  const mark = { at: startedAt, position: 5 }
  let state = stepReplica(newReplica, { kind: 'probe_begun' }, startedAt)
  state = stepReplica(state, { kind: 'probe_answered', mark, replayed: 5 }, startedAt)
  state = stepReplica(state, { kind: 'probe_begun' }, startedAt - 3_600_000)
  expect(conditionOf(state, startedAt, maxLagMs)).toBe('unknown')
})

test('the stored marks of a paused replica are bounded and still show since when it is behind', () => {
  let state = newReplica
  for (let at = startedAt; at < startedAt + 21_600_000; at += 2_000) {
    state = stepReplica(state, { kind: 'probe_answered', mark: { at, position: at }, replayed: 0 }, at)
  }
  expect(state.marks.length).toBeLessThanOrEqual(64)
  expect(state.marks[0]!.at).toBe(startedAt)
})
