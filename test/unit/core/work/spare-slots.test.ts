import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { expect, test } from 'vitest'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const submitFor = async (world: WorkerWorld, keyId: string, ...terms: string[]) => {
  const common = { deadlineSeconds: 86_400, coalesce: null, idempotency: null }
  await world.lanes.submit(
    'interactive',
    terms.map((term) => ({ keyId, spec: cart(term), ...common })),
  )
}

for (const shards of [1, 4])
  test(`while one caller's long jobs hold all slots, another caller's job starts at once (shards: ${shards})`, async () => {
    const world = new WorkerWorld({ shards })
    world.pageMs = 300_000
    await submitFor(world, 'long', '1', '2', '3', '4', '5')
    const draining = world.clock.finish(world.drain({ slots: 3, spareSlots: 1 }))
    await world.clock.sleep(60_000)
    expect(world.searched.toSorted()).toEqual(['1', '2', '3'])
    world.pageMs = 1_000
    await submitFor(world, 'short', 'a', 'b')
    await world.clock.sleep(10_000)
    expect(world.searched.slice(3)).toEqual(['a', 'b'])
    expect(await draining).toEqual({ jobs: 7 })
  })

test('long jobs of one caller give slots back to another, until both hold as many', async () => {
  const world = new WorkerWorld()
  world.pageMs = 1_000
  const many = (name: string) => cart(...Array.from({ length: 100 }, (_, n) => `${name}${n}`))
  const submit = (keyId: string, ...specs: JobSpec[]) =>
    world.lanes.submit(
      'interactive',
      specs.map((spec) => ({ keyId, spec, deadlineSeconds: 86_400, coalesce: null, idempotency: null })),
    )
  await submit('long', ...'abcdef'.split('').map(many))
  const draining = world.clock.finish(world.drain({ slots: 4, spareSlots: 1, itemSlots: 2 }))
  await world.clock.sleep(20_000)
  await submit('late', ...'xyz'.split('').map(many))
  await world.clock.sleep(20_000)
  const terms = [...world.inFlight]
  expect(new Set(terms.map((term) => term[0]).filter((name) => 'xyz'.includes(name!))).size).toBeGreaterThanOrEqual(2)
  await draining
  expect(new Set(world.searched).size).toBe(900)
  expect(world.searched).toHaveLength(900)
})

test('one caller alone gets no spare slot', async () => {
  const world = new WorkerWorld()
  await submitFor(world, 'long', ...Array.from({ length: 20 }, (_, n) => `${n}`))
  let most = 0
  const watch = async () => {
    while ((await world.lanes.summary('interactive')).jobs.length > 0) {
      most = Math.max(most, world.inFlight.size)
      await world.clock.sleep(20)
    }
  }
  await world.clock.finish(Promise.all([world.drain({ slots: 3, spareSlots: 2 }), watch()]))
  expect(most).toBe(3)
})
