import {
  expireTickets,
  finishTicket,
  leaseMs,
  maxFailures,
  pullTickets,
  renewTickets,
  submitTickets,
} from '@edgesweep/core/lane/lane-machine.ts'
import { restoreLane } from '@edgesweep/core/lane/lane-state.ts'
import { expect, test } from 'vitest'

function laneOf(...keys: string[]) {
  const state = restoreLane([], 1)
  const wanted = keys.map((keyId) => ({ keyId, deadline: 10_000_000, coalesce: null }))
  const { ids } = submitTickets(state, wanted, (sequence) => `${keys[sequence - 1]}${sequence}`, 0)
  let tokens = 0
  const pull = (max: number, now = 0) => pullTickets(state, max, () => `token-${++tokens}`, now)
  return { state, ids, pull }
}

test('callers take turns, however many jobs one of them has', () => {
  const { pull } = laneOf('a', 'a', 'a', 'a', 'b', 'b', 'c')
  expect(pull(10).map((ticket) => ticket.id)).toEqual(['a1', 'b5', 'c7', 'a2', 'b6', 'a3', 'a4'])
})

test('a caller without a ready job does not delay the turns of the others', () => {
  const { state, pull } = laneOf('a', 'b', 'b', 'b')
  const [first] = pull(1)
  finishTicket(state, first!.id, 'token-1', { kind: 'defer', afterMs: 1_000, reason: 'later' }, 0)
  expect(pull(10).map((ticket) => ticket.id)).toEqual(['b2', 'b3', 'b4'])
  expect(pull(10, 1_000).map((ticket) => ticket.id)).toEqual(['a1'])
})

test('a deferred ticket keeps its place among the tickets of its caller', () => {
  const { state, pull } = laneOf('a', 'a', 'a')
  pull(1)
  finishTicket(state, 'a1', 'token-1', { kind: 'defer', afterMs: 500, reason: 'later' }, 0)
  expect(pull(1, 400).map((ticket) => ticket.id)).toEqual(['a2'])
  expect(pull(2, 500).map((ticket) => ticket.id)).toEqual(['a1', 'a3'])
  expect(state.tickets.get('a1')).toMatchObject({ attempt: 0, reason: 'later' })
})

test('the lane gives a ticket up with the reason after all of its workers died', () => {
  const { state, pull } = laneOf('a')
  let now = 0
  for (let attempt = 1; attempt < maxFailures; attempt++) {
    expect(pull(1, now)).toMatchObject([{ attempt: attempt - 1 }])
    now += leaseMs
    expect(expireTickets(state, now)).toMatchObject([{ type: 'save', ticket: { attempt, lease: null } }])
  }
  pull(1, now)
  expect(expireTickets(state, now + leaseMs - 1)).toEqual([])
  expect(expireTickets(state, now + leaseMs)).toMatchObject([
    { type: 'remove', id: 'a1' },
    { type: 'give_up', status: 'failed', reason: 'given up after 5 attempts: its worker stopped answering' },
  ])
})

test('the lane never gives a ticket up for the deaths of workers that had renewed its lease', () => {
  const { state, pull } = laneOf('a')
  let now = 0
  for (let attempt = 1; attempt <= 2 * maxFailures; attempt++) {
    const [ticket] = pull(1, now)
    renewTickets(state, [{ id: 'a1', token: ticket!.lease!.token }], now + 1)
    now += 1 + leaseMs
    expect(expireTickets(state, now)).toMatchObject([{ type: 'save', ticket: { attempt } }])
  }
})

test('the lane never gives a ticket up before its deadline because living workers return it as failed', () => {
  const { state, pull } = laneOf('a')
  let now = 0
  for (let attempt = 1; attempt <= 4 * maxFailures; attempt++) {
    const [ticket] = pull(1, now)
    const failed = { kind: 'retry' as const, afterMs: 2_000, reason: 'the job object does not answer' }
    expect(finishTicket(state, 'a1', ticket!.lease!.token, failed, now)).toMatchObject([
      { type: 'save', ticket: { attempt, reason: failed.reason } },
    ])
    now += 2_000
  }
})

test('a restored lane first serves the caller that has waited longest', () => {
  const { state } = laneOf('a', 'b', 'c')
  const restored = restoreLane([...state.tickets.values()].reverse(), state.nextSequence)
  expect(restored.ring).toEqual(['a', 'b', 'c'])
})

test('the lane gives a rejected ticket up with the reason of the rejection', () => {
  const { state, pull } = laneOf('a')
  pull(1)
  expect(finishTicket(state, 'a1', 'token-1', { kind: 'reject', reason: 'makes no sense' }, 0)).toMatchObject([
    { type: 'remove' },
    { type: 'give_up', status: 'failed', reason: 'makes no sense' },
  ])
})
