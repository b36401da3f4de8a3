import { NoAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import { permitMs } from '@edgesweep/core/permit/domain-permits.ts'
import { underPermit } from '@edgesweep/core/visit/under-permit.ts'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { ScrapeWorld } from './scrape-world.ts'

const url = new URL('https://shop.example/menu')
const answered = { status: 200, retryAfterMs: null }

function under<T extends typeof answered>(world: ScrapeWorld, load: () => Promise<T>) {
  return world.finish(underPermit(world.ctx, url, 'live', world.usage, 3_000, load))
}

test('a permit is renewed every third of its lease while a page loads, and not afterwards', async () => {
  const world = new ScrapeWorld()
  const startedAt = world.clock.now()
  await under(world, async () => {
    await world.clock.sleep(permitMs * 2 + 1)
    return answered
  })
  const third = permitMs / 3
  expect(world.renewed.map((at) => at - startedAt)).toEqual([1, 2, 3, 4, 5, 6].map((times) => times * third))
  await world.clock.pass(60_000)
  expect(world.renewed).toHaveLength(6)
})

test('a failed renewal stops neither the page nor the next renewals', async () => {
  const world = new ScrapeWorld()
  let renewals = 0
  const domains = changed(world, {
    renew: async () => {
      renewals += 1
      throw new Error('no answer')
    },
  })
  const load = async () => {
    await world.clock.sleep(permitMs)
    return answered
  }
  const work = underPermit({ ...world.ctx, domains }, url, 'live', world.usage, 0, load)
  expect(await world.finish(work)).toEqual(answered)
  expect(renewals).toBeGreaterThanOrEqual(2)
})

test('a request for a permit carries the slots that the settings give the host', async () => {
  const world = new ScrapeWorld({}, { DOMAIN_SLOTS: '3', DOMAIN_SLOTS_BY_HOST: 'shop.example=1' })
  await under(world, async () => answered)
  expect(world.asked).toMatchObject([{ domain: 'shop.example', lane: 'live', terms: { slots: 1, delayMs: 3_000 } }])
})

test('a time-out is reported to the domain, and any other failure counts as an answer', async () => {
  const world = new ScrapeWorld()
  const failing = (error: Error) => under(world, () => Promise.reject(error))
  await expect(failing(new NoAnswer('late'))).rejects.toThrow('late')
  await expect(failing(new Error('too large'))).rejects.toThrow('too large')
  await under(world, async () => ({ ...answered, status: 500 }))
  expect(world.returned.map(({ result }) => result.type)).toEqual(['timed_out', 'answered', 'answered'])
  expect(world.usage.requests).toBe(3)
})
