import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { applyToJob, beginJob, type JobInput } from '@edgesweep/core/job/job-machine.ts'
import type { EndedItem } from '@edgesweep/core/job/job-state.ts'
import { viewJob } from '@edgesweep/core/job/view-job.ts'
import { expect, test } from 'vitest'

const deadline = 900_000
const spec = { kind: 'cart' as const, items: [], zipcode: '10001' }
const header = { id: 'job', keyId: 'key', lane: 'bulk' as const, spec, submittedAt: 0, deadline }

/** A job over `follows` that a worker has taken. */
function begun(follows: Array<number | null>) {
  const plan = follows.map((before, index) => ({ label: `item ${index}`, follows: before }))
  const state = beginJob(header, plan, 0)
  const apply = (input: JobInput, now = 1_000) => applyToJob(state, input, now).accepted
  apply({ type: 'taken', token: 't', attempt: 0, deadline })
  const start = (index: number) => apply({ type: 'item.started', token: 't', index })
  const end = (index: number, status: EndedItem) => {
    start(index)
    apply({ type: 'item.ended', token: 't', index, status, error: null, usage: noUsage() })
  }
  return { state, apply, start, end }
}

test('a job that is cancelled after two of sixteen items has two completed items', () => {
  const { state, apply, end } = begun(Array.from({ length: 16 }, () => null))
  end(0, 'completed')
  end(1, 'completed')
  expect(apply({ type: 'cancelled' })).toBe(true)
  expect(viewJob(state)).toMatchObject({ status: 'cancelled', total: 16, completed: 2, failed: 0 })
})

test('completed and failed items are counted separately, and the items that follow others are also counted by themselves', () => {
  const { state, end } = begun([null, null, null, 0, 1, 2])
  end(0, 'completed')
  end(1, 'errored')
  end(3, 'skipped')
  end(4, 'disallowed')
  expect(viewJob(state)).toMatchObject({
    ...{ status: 'running', total: 6, completed: 2, failed: 2 },
    following: { total: 3, completed: 1, failed: 1 },
  })
})

test('after the deadline, each item that did not end says why', () => {
  const { state, apply, start, end } = begun([null, null, null, 1])
  end(0, 'completed')
  start(1)
  const wait = { reason: 'domain shop.example answered 503', afterMs: 700_000, throttled: true }
  apply({ type: 'item.deferred', token: 't', index: 1, ...wait, usage: noUsage() })
  start(2)
  apply({ type: 'item.returned', token: 't', index: 2, error: 'no answer', usage: noUsage() })
  expect(apply({ type: 'deadline' }, deadline)).toBe(true)
  expect(state.items.map(({ status, error }) => [status, error])).toEqual([
    ['completed', null],
    ['cancelled', 'not finished: domain shop.example answered 503'],
    ['cancelled', 'not finished: no answer'],
    ['cancelled', 'not reached'],
  ])
})

test.each([
  ['before the deadline', deadline - 1, 'queued'],
  ['at the deadline', deadline, 'errored'],
  ['after the deadline', deadline + 3_600_000, 'errored'],
])('an item that waits until %s is %s', (_, until, status) => {
  const { state, apply, start } = begun([null, 0, null])
  start(0)
  const wait = { reason: 'domain shop.example answered 503', afterMs: until - 1_000, throttled: true }
  apply({ type: 'item.deferred', token: 't', index: 0, ...wait, usage: noUsage() })
  expect(state.items[0]!.status).toBe(status)
  expect(start(1)).toBe(status === 'errored')
})

test.each([-3_600_000, 0, 3_600_000])(
  'with a lane whose clock is %i ms ahead, an item may wait to the end of its run',
  (aheadMs) => {
    for (const [afterMs, status] of [
      [800_000 - 1, 'queued'],
      [800_000, 'errored'],
    ] as const) {
      const late = { ...header, deadline: 801_000 + aheadMs, remainingMs: 800_000 }
      const state = beginJob(late, [{ label: 'milk', follows: null }], 1_000)
      applyToJob(state, { type: 'taken', token: 't', attempt: 0, deadline: late.deadline, remainingMs: 800_000 }, 1_000)
      applyToJob(state, { type: 'item.started', token: 't', index: 0 }, 1_000)
      const wait = { reason: 'domain shop.example answered 503', afterMs, throttled: true, usage: noUsage() }
      applyToJob(state, { type: 'item.deferred', token: 't', index: 0, ...wait }, 1_000)
      expect(state.items[0]!.status).toBe(status)
    }
  },
)
