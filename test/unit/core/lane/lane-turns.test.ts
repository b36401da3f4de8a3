import { admitJobs, type WantedJob } from '@edgesweep/core/lane/admit-jobs.ts'
import { finishTicket, maxTickets, pullTickets, submitTickets } from '@edgesweep/core/lane/lane-machine.ts'
import { type LaneState, lineOf, restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'
import { renewalOf } from '@edgesweep/core/lane/renewal.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const wanted = (keyId: string, coalesce: string | null = null) => ({ keyId, deadline: 10_000_000, coalesce })
const submit = (state: LaneState, keyId: string, coalesce: string | null = null, now = 0): string =>
  submitTickets(state, [wanted(keyId, coalesce)], (sequence) => `job-${sequence}`, now).ids[0]!
const pull = (state: LaneState, max: number, spare = 0, now = 0): Ticket[] =>
  pullTickets(state, max, ({ id, attempt }) => `${id}-${attempt}`, now, spare)
const end = (state: LaneState, { id, lease }: Ticket) => finishTicket(state, id, lease!.token, { kind: 'done' }, 0)

test('a caller whose long jobs hold all slots loses them, one by one, to a caller with as much work', () => {
  const state = restoreLane([], 1)
  for (let n = 0; n < 40; n++) submit(state, 'long')
  const held = pull(state, 8)
  for (let n = 0; n < 40; n++) submit(state, 'short')
  const served = held.slice(0, 5).map((ticket) => {
    end(state, ticket)
    return pull(state, 1)[0]!.keyId
  })
  expect(served).toEqual(['short', 'short', 'short', 'short', 'long'])
})

test('a spare slot starts the first job of each caller that holds none, and no other', () => {
  const state = restoreLane([], 1)
  for (let n = 0; n < 10; n++) submit(state, 'long')
  pull(state, 8)
  expect(pull(state, 0, 2)).toEqual([])
  for (const keyId of ['a', 'a', 'b', 'c']) submit(state, keyId)
  expect(pull(state, 0, 2).map(({ keyId }) => keyId)).toEqual(['a', 'b'])
  expect(pull(state, 0, 2).map(({ keyId }) => keyId)).toEqual(['c'])
})

test('a renewal names the two waiting keys that hold the fewest, and how many tickets the key of each kept one holds', () => {
  const state = restoreLane([], 1)
  for (let n = 0; n < 10; n++) submit(state, 'long')
  const [first] = pull(state, 3)
  for (const keyId of ['some', 'some']) submit(state, keyId)
  pull(state, 1)
  expect(renewalOf(state, [first!], 0)).toEqual({
    kept: [{ id: 'job-1', line: 'long', held: 3 }],
    waiting: [
      { line: 'some', held: 1 },
      { line: 'long', held: 3 },
    ],
  })
  for (const keyId of ['none', 'nothing']) submit(state, keyId)
  expect(renewalOf(state, [], 0)).toEqual({
    kept: [],
    waiting: [
      { line: 'none', held: 0 },
      { line: 'nothing', held: 0 },
    ],
  })
})

test('a refresh that another caller joins no longer waits behind the jobs of the first', () => {
  const state = restoreLane([], 1)
  for (let n = 0; n < 1_000; n++) submit(state, 'first', `outlet-${n}`)
  const joined = submit(state, 'second', 'outlet-999')
  expect(pull(state, 2).map(({ id }) => id)).toEqual(['job-1', joined])
})

test('a caller with all slots cannot take a refresh back into its own line', () => {
  const state = restoreLane([], 1)
  for (let n = 0; n < 8; n++) submit(state, 'first', `slow-${n}`)
  pull(state, 8)
  const id = submit(state, 'first', 'wanted')
  submit(state, 'second', 'wanted')
  submit(state, 'first', 'wanted')
  expect(lineOf(state.tickets.get(id)!)).toBe('second')
  expect(pull(state, 0, 1).map((ticket) => ticket.id)).toEqual([id])
})

test('a refresh that rests when another caller joins it runs in the turn of that caller', () => {
  const state = restoreLane([], 1)
  submit(state, 'first', 'wanted')
  const [ticket] = pull(state, 1)
  finishTicket(state, ticket!.id, ticket!.lease!.token, { kind: 'defer', afterMs: 500, reason: 'later' }, 0)
  for (let n = 0; n < 8; n++) submit(state, 'first', `slow-${n}`)
  pull(state, 8)
  submit(state, 'second', 'wanted', 100)
  expect(pull(state, 1, 1, 499)).toEqual([])
  expect(pull(state, 0, 1, 500).map(({ id }) => id)).toEqual([ticket!.id])
})

test('however many jobs the callers before it submit, a shard has room for the next caller', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(5), { maxLength: 40 }), (callers, order) => {
      const state = restoreLane([], 1)
      const admit = (keyId: string, jobs: number) => {
        const many: WantedJob[] = Array(jobs).fill({ ...wanted(keyId), idempotency: null })
        return admitJobs(
          state,
          many,
          () => null,
          (sequence) => `job-${sequence}`,
          0,
        ).admissions.filter(({ ok }) => ok).length
      }
      for (const caller of order) admit(`caller-${caller % callers}`, 5_000)
      expect(state.tickets.size).toBeLessThan(maxTickets)
      expect(admit('newcomer', 10)).toBe(10)
    }),
    { numRuns: 10 },
  )
})
