import { done, maxThrottles } from '@edgesweep/core/endings/ending.ts'
import { runTicket } from '@edgesweep/core/work/run-ticket.ts'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const limits = { itemSlots: 2, mayBegin: () => true, lost: new AbortController().signal }

/** A context whose domain answers a search with 429 and the `Retry-After` that `afterMs` gives. With null, the domain serves the page. */
function refusing(world: WorkerWorld, afterMs: (term: string) => number | null) {
  const answered: typeof world.fetch = async (input, init) => {
    const term = new URL(String(input)).searchParams.get('q') ?? ''
    const wait = afterMs(term)
    if (wait === null) return world.fetch(input, init)
    return new Response('', { status: 429, headers: { 'retry-after': String(wait / 1000) } })
  }
  let pauseMs = 0
  const domains = changed(openDomains, {
    giveBack: async (_domain, _token, result) => {
      pauseMs = result.type === 'throttled' ? (result.retryAfterMs ?? 1_000) : 0
      return pauseMs
    },
  })
  return world.context({ fetch: answered, domains })
}

test('a waiting item does not delay the others, and the ticket is returned until the first wait ends', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('slow', 'milk', 'slower', 'eggs', 'bread'))
  const waits: Record<string, number> = { slow: 30_000, slower: 90_000 }
  const startedAt = world.clock.now()
  const ctx = refusing(world, (term) => waits[term] ?? null)
  const outcome = await world.clock.finish(
    runTicket(ctx, 'interactive', await world.pullOne(), { ...limits, itemSlots: 1 }),
  )
  expect(outcome).toEqual({
    kind: 'defer',
    afterMs: startedAt + 30_000 - world.clock.now(),
    reason: 'domain search.example answered 429',
  })
  expect(await world.statuses(id!)).toEqual(['queued', 'completed', 'queued', 'completed', 'completed'])
})

test('an item runs in the same invocation after a short wait', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  const asked: number[] = []
  const ctx = refusing(world, () => (asked.push(world.clock.now()) === 1 ? 1_000 : null))
  expect(await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))).toEqual(done)
  expect(asked[1]! - asked[0]!).toBe(1_000)
  expect(await world.statuses(id!)).toEqual(['completed'])
})

test('an idle invocation does not stay for a longer wait', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('milk'))
  const startedAt = world.clock.now()
  const ctx = refusing(world, () => 2_000)
  const outcome = await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))
  expect(outcome).toMatchObject({ kind: 'defer', afterMs: 2_000 })
  expect(world.clock.now()).toBe(startedAt)
})

test('an item whose domain asks for a pause beyond the deadline of the job ends at once, and so does the job', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('away', 'milk', 'eggs'))
  const startedAt = world.clock.now()
  const ctx = refusing(world, (term) => (term === 'away' ? 86_400_000 : null))
  expect(await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))).toEqual(done)
  expect(world.clock.now() - startedAt).toBeLessThan(1_000)
  const { job, items } = (await world.jobs.results(id!, 0, 10))!
  expect(job).toMatchObject({ status: 'partial', total: 3, completed: 2, failed: 1 })
  const until = new Date(startedAt + 86_400_000).toISOString()
  expect(items[0]!.error).toContain(`not reached: domain search.example answered 429; the wait until ${until}`)
})

test('an item whose wait has ended starts while another item runs', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('wait', '1', '2', '3'))
  world.pageMs = 1_500
  const beside: string[][] = []
  const ctx = refusing(world, (term) => {
    if (term !== 'wait') return null
    return beside.push([...world.inFlight]) === 1 ? 2_000 : null
  })
  const startedAt = world.clock.now()
  expect(await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))).toEqual(done)
  expect(beside[1]).toEqual(['3'])
  expect(world.clock.now() - startedAt).toBe(3_500)
})

test('an item fails with the reason after too many refusals of its domain, and the other items keep their results', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs'))
  let refusals = 0
  const ctx = refusing(world, (term) => {
    if (term !== 'eggs') return null
    refusals += 1
    return 1_000
  })
  expect(await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))).toEqual(done)
  expect(refusals).toBe(maxThrottles + 1)
  const { job, items } = (await world.jobs.results(id!, 0, 10))!
  expect(job).toMatchObject({ status: 'partial', completed: 1, failed: 1 })
  expect(items[1]).toMatchObject({
    status: 'errored',
    error: `given up after ${maxThrottles + 1} refusals: domain search.example answered 429`,
  })
})
