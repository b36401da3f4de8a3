import { deepEqual, equal } from 'node:assert/strict'
import { applyToJob, beginJob, type JobInput, nextJobAlarm, readyItems } from '@edgesweep/core/job/job-machine.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import type { Case } from './case.ts'

const start = 1_800_000_000_000
const deadline = start + 60_000
const usage = { browserMs: 10, requests: 1, bytes: 2_000, robotsIgnored: ['shop.example'] }
const header: JobHeader = {
  id: 'job_i00000000010123456789',
  keyId: 'key_a',
  lane: 'interactive',
  spec: { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001' },
  submittedAt: start,
  deadline,
}

function play(inputs: JobInput[]) {
  const plan = header.spec.kind === 'cart' ? header.spec.items.map((label) => ({ label, stage: 0 })) : []
  const state = beginJob(header, plan, start)
  const effects = inputs.map((input, at) => applyToJob(state, input, start + at))
  return { state, effects }
}

const ended = (index: number, status: 'completed' | 'errored', token = 'x'): JobInput[] => [
  { type: 'item.started', token, index },
  { type: 'item.ended', token, index, status, error: status === 'errored' ? 'no answer' : null, usage },
]

export const jobCases: Case[] = [
  {
    name: 'job: it completes with its last item, and adds up what it used',
    run() {
      const taken: JobInput = { type: 'taken', token: 'x', attempt: 1, deadline }
      const played = play([taken, ...ended(0, 'completed'), ...ended(1, 'completed')])
      equal(played.state.status, 'completed')
      deepEqual(played.state.usage, { browserMs: 20, requests: 2, bytes: 4_000, robotsIgnored: ['shop.example'] })
      return { ...played, alarm: nextJobAlarm(played.state) }
    },
  },
  {
    name: 'job: an item that fails makes it partial',
    run() {
      const taken: JobInput = { type: 'taken', token: 'x', attempt: 1, deadline }
      const played = play([taken, ...ended(0, 'errored'), ...ended(1, 'completed')])
      equal(played.state.status, 'partial')
      return played
    },
  },
  {
    name: 'job: a worker that lost its lease reports too late',
    run() {
      const played = play([
        { type: 'taken', token: 'x', attempt: 1, deadline },
        { type: 'item.started', token: 'x', index: 0 },
        { type: 'taken', token: 'y', attempt: 2, deadline },
        { type: 'item.ended', token: 'x', index: 0, status: 'completed', error: null, usage },
      ])
      equal(played.effects.at(-1)?.accepted, false)
      deepEqual(readyItems(played.state), [0, 1])
      return played
    },
  },
  {
    name: 'job: cancelling ends what has not ended, once',
    run() {
      const played = play([
        { type: 'taken', token: 'x', attempt: 1, deadline },
        { type: 'cancelled' },
        { type: 'cancelled' },
      ])
      equal(played.state.status, 'cancelled')
      equal(played.effects.at(-1)?.accepted, false)
      return played
    },
  },
]
