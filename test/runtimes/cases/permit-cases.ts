import { deepEqual, equal } from 'node:assert/strict'
import {
  type BrowserState,
  borrowBrowser,
  browserLaunched,
  returnBrowser,
} from '@edgesweep/core/permit/browser-permits.ts'
import { applyToDomain, emptyDomain, nextDomainAlarm, permitMs } from '@edgesweep/core/permit/domain-permits.ts'
import { judgeAttempt } from '@edgesweep/core/webhook/next-attempt.ts'
import type { Case } from './case.ts'

const start = 1_800_000_000_000

export const permitCases: Case[] = [
  {
    name: 'permits: a domain has never more permits out than its limit, and live goes first',
    run() {
      const state = emptyDomain()
      const ask = (token: string, lane: 'live' | 'bulk') =>
        applyToDomain(state, { type: 'ask', token, lane, until: start + 5_000, limit: 1 }, start)
      equal(ask('a', 'bulk').length, 1)
      equal(ask('b', 'bulk').length, 0)
      equal(ask('c', 'live').length, 0)
      deepEqual(
        applyToDomain(state, { type: 'return', token: 'a' }, start + 1).map(({ token }) => token),
        ['c'],
      )
      const later = applyToDomain(state, { type: 'time' }, start + permitMs + 1)
      return { later, alarm: nextDomainAlarm(state) }
    },
  },
  {
    name: 'permits: a warm browser is lent again, and one is kept for live',
    run() {
      const state: BrowserState = { sessions: [], lastLaunchAt: 0 }
      const limits = { browsers: 2, reservedForLive: 1, launchEveryMs: 1_000 }
      equal(borrowBrowser(state, 'bulk', 'a', limits, start).type, 'launch')
      equal(browserLaunched(state, 'a', 'session'), true)
      equal(borrowBrowser(state, 'bulk', 'b', limits, start + 1_000).type, 'wait')
      equal(borrowBrowser(state, 'live', 'c', limits, start + 1_000).type, 'launch')
      returnBrowser(state, 'a', false)
      const again = borrowBrowser(state, 'interactive', 'd', limits, start + 2_000)
      equal(again.type, 'connect')
      return again
    },
  },
  {
    name: 'webhook: a failure waits longer each time, 410 ends it',
    run() {
      deepEqual(judgeAttempt(1, 410, null, 0.5), { outcome: 'dead', gone: true })
      equal(judgeAttempt(1, 204, null, 0.5).outcome, 'delivered')
      return [1, 2, 3, 11, 12].map((attempt) => judgeAttempt(attempt, 503, null, 0.5))
    },
  },
]
