import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import type { BrowserLimits } from '@edgesweep/core/permit/browser-state.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { TimerClock } from '../../../support/timer-clock.ts'
import { type Asker, BrowserWorld } from './browser-world.ts'

const limits: fc.Arbitrary<BrowserLimits> = fc.record({
  browsers: fc.integer({ min: 1, max: 4 }),
  contexts: fc.integer({ min: 1, max: 4 }),
  reservedForLive: fc.nat(6),
  launchEveryMs: fc.constantFrom(0, 1_000, 5_000),
  maxAgeMs: fc.constantFrom(60_000, 3_600_000),
  maxUses: fc.constantFrom(3, 500),
  maxBytes: fc.constant(1_000),
})
const lane = fc.constantFrom(...laneNames)
const pick = fc.nat(1_000)
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      keyId: fc.constantFrom('', 'a', 'a', 'b'),
      lane,
      patienceMs: fc.nat(10_000),
      reads: fc.boolean(),
      pick,
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('launched' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('launcher_dies' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('launch_failed' as const), pick, ms: fc.nat(10_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('renew' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('keep' as const), pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('return' as const),
      pick,
      broken: fc.constantFrom(false, false, false, true),
      bytes: fc.constantFrom(null, null, 10, 2_000),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('list' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('close' as const), dies: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('platform_ends' as const), pick }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(4_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(16_000, 31_000, 61_000) }),
  },
)
const steps = fc.array(step, { maxLength: 80 })
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function run(given: BrowserLimits, taken: Step[]): BrowserWorld {
  const world = new BrowserWorld(given)
  for (const one of taken) take(world, one)
  return world
}

function take(world: BrowserWorld, one: Step): void {
  const from = <T>(list: T[], index: number): T | undefined => list[index % Math.max(1, list.length)]
  if (one.do === 'pass') world.pass(one.ms)
  if (one.do === 'list') world.list()
  if (one.do === 'close') world.close(one.dies)
  if (one.do === 'platform_ends') world.running.delete(from([...world.running], one.pick) ?? '')
  if (one.do === 'ask') {
    const connected = from([...world.running], one.pick)
    world.ask(one.lane, one.patienceMs, one.reads, connected && one.pick % 2 ? [connected] : [], one.keyId)
  }
  const asker: Asker | undefined = 'pick' in one ? from(world.askers.slice(-8), one.pick) : undefined
  if (!asker) return
  if (one.do === 'launched') world.launched(asker)
  if (one.do === 'launcher_dies') world.launcherDies(asker)
  if (one.do === 'launch_failed') world.launchFailed(asker, one.ms)
  if (one.do === 'renew') world.renew(asker)
  if (one.do === 'keep') world.keep(asker)
  if (one.do === 'return') world.giveBack(asker, one.broken, one.bytes)
}

test('slots and browsers stay within their limits, live keeps its share, and a worn browser is closed once and never lent', () => {
  fc.assert(
    fc.property(limits, steps, (given, taken) => {
      run(given, taken)
    }),
    { numRuns: runs(1_500) },
  )
})

test('every request for a slot is answered by the end of its wait, without any other call', () => {
  fc.assert(
    fc.property(limits, steps, (given, taken) => {
      const world = run(given, taken)
      world.pass(10_000)
      expect(world.waiting()).toEqual([])
    }),
    { numRuns: runs(300) },
  )
})

test('a caller that asks again at each named time gets a slot, even if all other holders have died', () => {
  fc.assert(
    fc.property(limits, steps, lane, (given, taken, who) => {
      const world = run(given, taken)
      const patience = world.now + 180_000
      while (true) {
        expect(world.now, 'the caller waits more than 180 s').toBeLessThan(patience)
        world.list()
        const asker = world.ask(who, 10_000, true)
        world.pass(10_000)
        world.close(false)
        if (asker.answer === 'launch' || asker.answer === 'connect') break
        world.pass(Math.max(0, asker.retryAt - world.now))
      }
    }),
    { numRuns: runs(300) },
  )
})

test('a browser whose launcher died unheard is closed within three minutes, while callers ask', () => {
  fc.assert(
    fc.property(limits, steps, (given, taken) => {
      const world = run(given, taken)
      for (let waited = 0; waited < 180_000; waited += 6_000) {
        world.list()
        world.giveBack(world.ask('live', 0, true), false, null)
        world.close(false)
        world.pass(6_000)
      }
      expect([...world.strays.keys()].filter((id) => world.running.has(id))).toEqual([])
    }),
    { numRuns: runs(300) },
  )
})

const roomy = {
  browsers: 2,
  contexts: 4,
  reservedForLive: 0,
  launchEveryMs: 0,
  maxAgeMs: 3_600_000,
  maxUses: 500,
  maxBytes: 1_000,
}

test('callers that ask at once share one starting browser, and a second one starts only for those beyond its contexts', () => {
  const world = new BrowserWorld(roomy)
  const askers = Array.from({ length: 6 }, () => world.ask('bulk', 10_000, false))
  const answers = () => askers.map(({ answer }) => answer)
  expect(answers()).toEqual(['launch', null, null, null, null, null])
  world.launched(askers[0]!)
  expect(answers()).toEqual(['launch', 'connect', 'connect', 'connect', 'launch', null])
  world.launched(askers[4]!)
  expect(answers()[5]).toBe('connect')
})

test('however many pages of one key wait, the next slot goes to a key that holds none', () => {
  const world = new BrowserWorld({ ...roomy, browsers: 1 })
  const first = world.ask('interactive', 10_000, false, [], 'many')
  for (let page = 0; page < 50; page++) world.ask('interactive', 10_000, false, [], 'many')
  world.launched(first)
  const late = world.ask('interactive', 10_000, false, [], 'one')
  expect(late.answer).toBeNull()
  world.giveBack(first, false, null)
  expect(late.answer).toBe('connect')
})

test.each([
  ['uses', { maxUses: 1 }, (world: BrowserWorld, asker: Asker) => world.giveBack(asker, false, null)],
  ['bytes', {}, (world: BrowserWorld, asker: Asker) => world.giveBack(asker, false, 1_001)],
  ['a fault', {}, (world: BrowserWorld, asker: Asker) => world.giveBack(asker, true, null)],
  ['a holder that died', {}, (world: BrowserWorld) => world.pass(31_000)],
  [
    'age',
    { maxAgeMs: 10_000 },
    (world: BrowserWorld, asker: Asker) => {
      world.pass(10_001)
      world.giveBack(asker, false, null)
    },
  ],
])('a browser worn by %s is replaced, and the next caller closes it', (_, changed, wear) => {
  const world = new BrowserWorld({ ...roomy, ...changed })
  const first = world.ask('bulk', 0, false)
  world.launched(first)
  wear(world, first)
  expect(world.ask('bulk', 0, false).answer).toBe('launch')
  world.close(false)
  expect(world.closed).toEqual([first.session!.id])
})

test.each([
  ['no caller has', () => {}],
  ['another caller has', (world: BrowserWorld) => world.ask('bulk', 0, false)],
])(
  'the next caller closes a browser that starts after the lease of its launcher, if %s asked meanwhile',
  (_, meanwhile) => {
    const world = new BrowserWorld(roomy)
    const late = world.ask('bulk', 0, false)
    world.pass(30_001)
    meanwhile(world)
    expect(world.launched(late)).toBe(false)
    world.ask('bulk', 0, false)
    world.close(false)
    expect(world.closed).toEqual([late.session!.id])
  },
)

test('a list of sessions that was read before a slow start does not drop the started browser', () => {
  const world = new BrowserWorld(roomy)
  const first = world.ask('bulk', 0, false)
  world.pass(6_000)
  world.list()
  world.pass(100)
  expect(world.launched(first)).toBe(true)
  expect(world.ask('bulk', 0, true)).toMatchObject({ answer: 'connect', session: first.session })
})

test('a caller gets a slot in a browser that it is connected to, and otherwise in the fullest one', () => {
  const world = new BrowserWorld(roomy)
  const askers = Array.from({ length: 5 }, () => world.ask('bulk', 10_000, false))
  world.launched(askers[0]!)
  world.launched(askers[4]!)
  const [full, sparse] = world.sessions
  world.giveBack(askers[3]!, false, null)
  expect(world.ask('bulk', 0, false, [sparse!.id]).session).toBe(sparse)
  expect(world.ask('bulk', 0, false, ['elsewhere']).session).toBe(full)
  expect(world.ask('bulk', 0, false, [full!.id]).session, 'the full browser has no free slot').toBe(sparse)
})

test('after a failed launch, a caller is refused at once until the pause ends, and then launches a browser', () => {
  const world = new BrowserWorld(roomy)
  world.launchFailed(world.ask('bulk', 0, false), 7_000)
  const next = world.ask('bulk', 10_000, false)
  expect([next.answer, next.retryAt]).toEqual(['refused', world.now + 7_000])
  world.pass(6_999)
  expect(world.ask('bulk', 10_000, false).answer).toBe('refused')
  world.pass(1)
  expect(world.ask('bulk', 10_000, false).answer).toBe('launch')
})

test('an idle browser that no lost launch explains is left alone, however old it is', () => {
  const world = new BrowserWorld(roomy)
  world.launched(world.ask('bulk', 0, false))
  world.pass(1_000_000)
  world.list()
  // The world fails when a session is closed that is not its own.
  world.ask('bulk', 0, true)
  world.pass(31_000)
  world.list()
  world.ask('bulk', 0, true)
})

test.each([
  ['was refused', false],
  ['may have started one', true],
])('after a launch that %s, an idle browser of that time is closed only if it may be ours', (_, mayRun) => {
  const world = new BrowserWorld(roomy)
  world.launchFailed(world.ask('bulk', 0, false), 5_000, mayRun)
  const startedAt = world.now
  world.pass(70_000)
  world.list()
  world.foreign = { sessionId: 'session-of-another', ageMs: world.now - startedAt }
  const ask = () => world.ask('bulk', 0, true)
  // The world fails when a session is to be closed that is not its own.
  if (mayRun) expect(ask).toThrow()
  else expect(ask().answer).toBe('launch')
})

test('a browser of a launch that failed after its start is closed a minute later', () => {
  const world = new BrowserWorld(roomy)
  const first = world.ask('bulk', 0, false)
  world.launcherDies(first)
  for (const ms of [31_000, 28_000, 2_000]) {
    world.pass(ms)
    world.list()
    world.ask('bulk', 0, true)
    world.close(false)
    if (ms === 28_000) expect(world.closed).toEqual([])
  }
  expect(world.closed).toEqual([first.session!.id])
})

test('a session that the platform no longer has is dropped with its slots and is not closed', () => {
  const world = new BrowserWorld({ ...roomy, browsers: 1 })
  const first = world.ask('bulk', 0, false)
  world.launched(first)
  world.pass(5_000)
  world.running.clear()
  world.list()
  expect(world.ask('bulk', 0, true).answer).toBe('launch')
  world.close(false)
  expect(world.closed).toEqual([])
})

test('after a clock was an hour ahead, a launch that never ends holds its slot for its lease of 30 s, not longer', () => {
  const limits = { ...roomy, browsers: 1, contexts: 1 }
  const clock = new TimerClock(4_600_000)
  const desk = new BrowserDesk({ storage: { read: () => null, write: () => {} }, clock })
  const launches: string[] = []
  const ask = (who: string) =>
    desk.ask({ lane: 'bulk', patienceMs: 80_000, connected: [], limits, alive: null }, ({ type }) => {
      if (type === 'launch') launches.push(who)
    })
  ask('a')
  expect(launches).toEqual(['a'])
  clock.set(1_000_000)
  ask('b')
  clock.pass(29_999)
  expect(launches).toEqual(['a'])
  clock.pass(1)
  expect(launches).toEqual(['a', 'b'])
})
