import { deepEqual, equal } from 'node:assert/strict'
import { readyItems } from '@edgesweep/core/job/item-order.ts'
import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { MapJobStorage } from '../../support/storage/map-job-storage.ts'
import type { Case } from './case.ts'

const start = 1_800_000_000_000
const usage = { browserMs: 10, requests: 1, bytes: 2_000, robotsIgnored: ['shop.example'] }
const header: JobHeader = {
  id: 'job_i00000000010123456789',
  keyId: 'key_a',
  lane: 'interactive',
  spec: { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001' },
  submittedAt: start,
  deadline: start + 60_000,
}
const plan = ['milk', 'eggs'].map((label) => ({ label, follows: null }))

/** A job's desk with a clock that advances by a millisecond at each reading. */
function someJob() {
  let now = start
  const alarms: number[] = []
  const desk = new JobDesk({
    storage: new MapJobStorage(),
    clock: { now: () => now++ },
    log: console,
    setAlarm: (at) => void alarms.push(at),
    announceOutbox: async () => {},
    readmit: async () => {},
    onEvents: () => {},
    onExpiry: () => {},
  })
  const end = (index: number, status: 'completed' | 'errored', token = 'x') => {
    const error = status === 'errored' ? 'no answer' : null
    return desk.reportItem(token, index, { type: 'ended', status, result: null, error, usage })
  }
  return { desk, end, outcome: () => ({ state: desk.state, events: desk.events(0, 100), alarms }) }
}

export const jobCases: Case[] = [
  {
    name: 'job: it completes with its last item and sums up the usage',
    run() {
      const { desk, end, outcome } = someJob()
      desk.take(header, plan, 'x', 1, 2)
      end(0, 'completed')
      end(1, 'completed')
      equal(desk.state?.status, 'completed')
      deepEqual(desk.state?.usage, { browserMs: 20, requests: 2, bytes: 4_000, robotsIgnored: ['shop.example'] })
      return outcome()
    },
  },
  {
    name: 'job: a failed item makes it partial',
    run() {
      const { desk, end, outcome } = someJob()
      desk.take(header, plan, 'x', 1, 2)
      end(0, 'errored')
      end(1, 'completed')
      equal(desk.state?.status, 'partial')
      return outcome()
    },
  },
  {
    name: 'job: the report of a worker that lost its lease is refused',
    run() {
      const { desk, end, outcome } = someJob()
      desk.take(header, plan, 'x', 1, 1)
      desk.take(header, plan, 'y', 2, 0)
      equal(end(0, 'completed'), null)
      deepEqual(readyItems(desk.state!, 0), [0, 1])
      return outcome()
    },
  },
  {
    name: 'job: cancelling ends the unfinished items once',
    run() {
      const { desk, outcome } = someJob()
      desk.take(header, plan, 'x', 1, 0)
      deepEqual([desk.cancel(), desk.cancel()], [true, false])
      equal(desk.state?.status, 'cancelled')
      return outcome()
    },
  },
]
