import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import { leaseMs, nextLaneAlarm } from '@edgesweep/core/lane/lane-machine.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { LaneWorld } from './lane-world.ts'

const pick = fc.nat({ max: 1_000 })
const wanted = fc.record({
  keyId: fc.constantFrom('a', 'b', 'c'),
  coalesce: fc.constantFrom(null, null, null, '', 'x'),
  deadlineMs: fc.constantFrom(40_000, 400_000, 4_000_000),
})
const kinds = fc.constantFrom('done' as const, 'defer' as const, 'retry' as const, 'reject' as const)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('submit' as const), wanted: fc.array(wanted, { maxLength: 4 }) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pull' as const), max: fc.nat(3), spare: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('renew' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('finish' as const), pick, kind: kinds, later: fc.nat(20_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(40_000), rings: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function outcomeOf(kind: Outcome['kind'], afterMs: number): Outcome {
  if (kind === 'done') return { kind }
  if (kind === 'defer') return { kind, afterMs, reason: 'may not run yet' }
  return kind === 'retry' ? { kind, afterMs, reason: 'did not go well' } : { kind, reason: 'makes no sense' }
}

async function take(world: LaneWorld, one: Step): Promise<void> {
  const some = <T>(list: T[], n: number): T | undefined => list[n % list.length]
  if (one.do === 'submit') await world.submit(one.wanted)
  if (one.do === 'pull') await world.pull(one.max, one.spare)
  if (one.do === 'pass') await world.pass(one.ms, one.rings ? 'rings' : null)
  if (one.do === 'crash') world.crash()
  // Prefers the last leases, because they are the ones that are probably still valid.
  const grant =
    'pick' in one ? world.grants.at(-1 - (one.pick % Math.max(1, Math.min(8, world.grants.length)))) : undefined
  if (grant && one.do === 'renew') await world.renew(grant)
  if (grant && one.do === 'finish') await world.finish(grant, outcomeOf(one.kind, one.later))
  const id = one.do === 'cancel' ? some(world.submitted, one.pick) : undefined
  if (id !== undefined) await world.cancel(id)
}

async function run(steps: Step[]): Promise<LaneWorld> {
  const world = new LaneWorld()
  for (const one of steps) {
    await take(world, one)
    world.check()
  }
  return world
}

/** Rings the next alarm. False when no alarm is due any more. */
async function ring(world: LaneWorld): Promise<boolean> {
  const next = nextLaneAlarm(world.state)
  for (const { lease, notBefore } of world.state.tickets.values()) {
    if (!lease && notBefore > world.now) expect(next).toBeLessThanOrEqual(notBefore)
  }
  expect(next === null).toBe(world.state.tickets.size === 0)
  if (next === null) return false
  await world.pass(Math.max(0, next - world.now), 'rings')
  world.check()
  return true
}

const steps = fc.array(step, { maxLength: 60 })

test('no interleaving loses a ticket, lends it twice, serves a key out of order or serves one that holds more while another waits', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      await run(taken)
    }),
    { numRuns: runs(400) },
  )
})

test('without workers, the alarms of a lane end every ticket at its deadline', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const world = await run(taken)
      const last = Math.max(world.now, ...[...world.state.tickets.values()].map((ticket) => ticket.deadline))
      let rings = 0
      while (await ring(world)) expect(++rings).toBeLessThan(1_000)
      // A ticket that is still held at its deadline ends when its lease expires.
      expect(world.now).toBeLessThanOrEqual(last + leaseMs)
      expect(world.ended.size).toBe(world.submitted.length)
    }),
    { numRuns: runs(200) },
  )
})

test('a lane ends every ticket if its workers finish their jobs', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const world = await run(taken)
      for (let rounds = 0; world.state.tickets.size > 0; rounds++) {
        expect(rounds).toBeLessThan(1_000)
        const before = world.grants.length
        await world.pull(100)
        for (const grant of world.grants.slice(before)) await world.finish(grant, { kind: 'done' })
        world.check()
        if (world.grants.length === before) await ring(world)
      }
      expect(world.ended.size).toBe(world.submitted.length)
    }),
    { numRuns: runs(200) },
  )
})
