import { deepEqual, equal } from 'node:assert/strict'
import { forecastsOf } from '@edgesweep/core/lane/eta.ts'
import { makeJobId, parseJobId } from '@edgesweep/core/lane/job-id.ts'
import {
  cancelTicket,
  expireTickets,
  finishTicket,
  leaseMs,
  maxFailures,
  nextLaneAlarm,
  pullTickets,
  submitTickets,
} from '@edgesweep/core/lane/lane-machine.ts'
import { type LaneState, restoreLane } from '@edgesweep/core/lane/lane-state.ts'
import type { Case } from './case.ts'

const start = 1_800_000_000_000

function laneWith(...keyIds: string[]): LaneState {
  const state = restoreLane([], 0)
  const wanted = keyIds.map((keyId) => ({ keyId, deadline: start + 3_600_000, coalesce: null }))
  submitTickets(state, wanted, (sequence) => `t${sequence}`, start)
  return state
}

const pull = (state: LaneState, max: number, now = start) =>
  pullTickets(state, max, (ticket) => `${ticket.id}@${now}`, now).map(({ id }) => id)

export const laneCases: Case[] = [
  {
    name: 'job id: it contains lane, shard and sequence, and other texts are refused',
    run() {
      const address = { lane: 'bulk', shard: 35, sequence: 1_679_616 } as const
      const id = makeJobId(
        address,
        Uint8Array.from({ length: 10 }, (_, at) => at * 25),
      )
      deepEqual(parseJobId(id), address)
      equal(parseJobId(id.slice(0, -1)), null)
      return id
    },
  },
  {
    name: "lane: callers are served in turn, and each caller's jobs in order",
    run() {
      const state = laneWith('a', 'a', 'a', 'b')
      equal(forecastsOf(state)(state.tickets.get('t2'))?.position, 3)
      deepEqual(pull(state, 4), ['t0', 't3', 't1', 't2'])
      return nextLaneAlarm(state)
    },
  },
  {
    name: 'lane: a ticket whose lease expired returns to its place, and is given up after the last attempt',
    run() {
      const state = laneWith('a', 'a')
      const effects: unknown[] = []
      let now = start
      for (let attempt = 1; attempt <= maxFailures; attempt += 1) {
        deepEqual(pull(state, 1, now), ['t0'])
        now += leaseMs
        effects.push(expireTickets(state, now))
      }
      equal(state.tickets.has('t0'), false)
      return effects
    },
  },
  {
    name: 'lane: the outcome of an expired lease changes nothing',
    run() {
      const state = laneWith('a')
      pull(state, 1)
      expireTickets(state, start + leaseMs)
      deepEqual(finishTicket(state, 't0', `t0@${start}`, { kind: 'done' }, start + leaseMs), [])
      equal(cancelTicket(state, 't0', start + leaseMs)?.length, 2)
    },
  },
]
