import { done } from '@edgesweep/core/endings/ending.ts'
import { isJobEnded } from '@edgesweep/core/job/job-state.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { endings, usage } from './job-world.ts'
import { RunsWorld } from './runs-world.ts'

const who = fc.nat(4)
const index = fc.nat(2)
const common = [
  fc.record({ do: fc.constant('pull' as const) }),
  fc.record({ do: fc.constant('take' as const), who, start: fc.nat(3) }),
  fc.record({ do: fc.constant('start' as const), who, index }),
  fc.record({ do: fc.constant('end' as const), who, index, status: fc.constantFrom(...endings, 'errored' as const) }),
]
const less = [
  fc.record({ do: fc.constantFrom('return' as const, 'defer' as const), who, index }),
  fc.record({ do: fc.constantFrom('done' as const, 'put off' as const, 'reject' as const, 'crash' as const), who }),
  fc.record({ do: fc.constant('revive' as const), items: fc.constantFrom('failed' as const, 'unfinished' as const) }),
  fc.record({ do: fc.constant('tell' as const), telling: fc.nat(2), answered: fc.boolean() }),
  fc.record({
    do: fc.constant('pass' as const),
    ms: fc.constantFrom(0, 5_000, 20_000, 90_000_000),
    rings: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('readmit' as const, 'cancel' as const, 'restart' as const) }),
]
const step = fc.oneof(
  ...common.map((arbitrary) => ({ arbitrary, weight: 4 })),
  ...less.map((arbitrary) => ({ arbitrary, weight: 1 })),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function play(world: RunsWorld, one: Step): unknown {
  const worker = 'who' in one ? world.workers.at(-1 - one.who) : undefined
  switch (one.do) {
    case 'pull':
      return world.pull()
    case 'revive':
      return world.revive(one.items)
    case 'tell':
      return world.tell(one.telling, one.answered)
    case 'pass':
      world.now += one.ms
      return one.rings && world.ring()
    case 'readmit':
    case 'cancel':
    case 'restart':
      return world[one.do]()
  }
  if (!worker) return null
  switch (one.do) {
    case 'take':
      return world.take(worker, one.start)
    case 'start':
      return world.startItem(worker, one.index)
    case 'end':
      return world.report(worker, one.index, { type: 'ended', status: one.status, result: null, error: null, usage })
    case 'return':
      return world.report(worker, one.index, { type: 'returned', error: 'bad', usage })
    case 'defer': {
      const wait = { throttled: true, reason: 'not now', afterMs: 1_000 }
      return world.report(worker, one.index, { type: 'deferred', ...wait, usage })
    }
    case 'done':
      // A worker finishes its ticket as done when the job has ended or has another worker.
      return (
        worker.asked &&
        (world.job!.token !== worker.token || isJobEnded(world.job!.status)) &&
        world.finish(worker, done)
      )
    case 'put off':
      return world.finish(worker, { kind: 'defer', afterMs: 1_000, reason: 'not now' })
    case 'reject':
      return world.finish(worker, { kind: 'reject', reason: 'there is nothing to do' })
    case 'crash':
      return world.workers.splice(world.workers.indexOf(worker), 1)
  }
}

const history = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 80, size: 'max' }))

function run([items, steps]: [number, Step[]]): RunsWorld {
  const world = new RunsWorld(items)
  for (const one of steps) play(world, one)
  return world
}

/** Rings every alarm and delivers every call. */
function letThrough(world: RunsWorld): void {
  world.ring()
  while (world.tellings.length > 0) world.tell(0, true)
  world.readmit()
}

test('with any crash, late call or repeated call, one worker holds a run, each item is recorded once in it, and it ends once', () => {
  fc.assert(
    fc.property(history, (one) => {
      run(one)
    }),
    { numRuns: runs(1_500) },
  )
})

test('every job ends after its deadline, after any history', () => {
  fc.assert(
    fc.property(history, (one) => {
      const world = run(one)
      // The first round expires the lease of the ticket. A desk that continues so late cannot tell whether its clock jumped, and waits once again.
      for (let round = 0; round < 4; round++) {
        world.now = Math.max(world.now, world.deadline) + 86_400_000
        letThrough(world)
      }
      expect(isJobEnded(world.job!.status)).toBe(true)
    }),
    { numRuns: runs(500) },
  )
})

test('workers end an open job after any number of revivals, and no ticket stays in its lane', () => {
  fc.assert(
    fc.property(history, (one) => {
      const world = run(one)
      const ends = world.job && isJobEnded(world.job.status)
      const isLate = world.now + 400_000 > world.deadline
      for (let round = 0; round < 20; round++) {
        world.now += 20_000
        letThrough(world)
        const worker = world.pull()
        const taken = worker && world.take(worker, 3)
        for (const item of taken?.alone ?? []) world.startItem(worker!, item)
        for (const item of [...(taken?.started ?? []), ...(taken?.alone ?? [])]) {
          world.report(worker!, item, { type: 'ended', status: 'completed', result: null, error: null, usage })
        }
        if (worker) world.finish(worker, done)
      }
      expect(isJobEnded(world.job!.status)).toBe(true)
      if (!ends && !isLate) expect(world.job!.status).not.toBe('timed_out')
      expect(world.lane.tickets.size).toBe(0)
    }),
    { numRuns: runs(500) },
  )
})
