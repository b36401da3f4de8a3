import { Away, NoAnswer, Unreached, UnusableAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import { permitMs } from '@edgesweep/core/permit/domain-state.ts'
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

test('a missing answer is reported to the domain, a failure of ours is not, and any other failure counts as an answer', async () => {
  const world = new ScrapeWorld()
  const failing = (error: Error) => under(world, () => Promise.reject(error))
  await expect(failing(new NoAnswer('late'))).rejects.toThrow('late')
  await expect(failing(new UnusableAnswer('too large'))).rejects.toThrow('too large')
  await expect(failing(new Away('the browser failed'))).rejects.toThrow('the browser failed')
  await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug')
  await under(world, async () => ({ ...answered, status: 500 }))
  expect(world.returned.map(({ result }) => result.type)).toEqual([
    ...['timed_out', 'answered', 'unheard', 'unheard', 'answered'],
  ])
  expect(world.usage.requests).toBe(5)
})

const lost = new Unreached('https://shop.example/menu: Network connection lost.', false)
const late = new Unreached('https://shop.example/menu did not answer within 15 s', true)

/** A world in which the resolver answers a new question, does not, or shows nothing. */
function worldWith(answers: boolean | null): ScrapeWorld {
  const world = new ScrapeWorld()
  if (answers !== null) world.resolver = { answers: async () => answers }
  return world
}

test.each([
  { error: lost, answers: null, name: 'Away' },
  { error: lost, answers: false, name: 'Away' },
  { error: lost, answers: true, name: 'NoAnswer' },
  { error: late, answers: null, name: 'NoAnswer' },
  { error: late, answers: false, name: 'Away' },
  { error: late, answers: true, name: 'NoAnswer' },
])('$error.message, while the resolver answers: $answers, is $name', async ({ error, answers, name }) => {
  const world = worldWith(answers)
  await expect(under(world, () => Promise.reject(error))).rejects.toMatchObject({ name })
  expect(world.returned.at(-1)!.result.type).toBe(name === 'Away' ? 'unheard' : 'timed_out')
})

test.each([true, false])(
  'a request that does not get through is the fault of its domain only if another domain answers meanwhile: %s',
  async (other) => {
    const world = worldWith(false)
    const failing = async () => {
      await world.clock.sleep(5_000)
      throw lost
    }
    const work = underPermit(world.ctx, url, 'live', world.usage, 0, failing)
    const host = other ? 'https://other.example/' : url
    void world.clock
      .sleep(2_000)
      .then(() => underPermit(world.ctx, new URL(host), 'live', world.usage, 0, async () => answered))
    await expect(world.finish(work)).rejects.toMatchObject({ name: other ? 'NoAnswer' : 'Away' })
  },
)

test('an answer from before the request shows nothing about the network now', async () => {
  const world = worldWith(false)
  await world.finish(
    underPermit(world.ctx, new URL('https://other.example/'), 'live', world.usage, 0, async () => answered),
  )
  await world.clock.pass(1)
  await expect(under(world, () => Promise.reject(lost))).rejects.toMatchObject({ name: 'Away' })
})
