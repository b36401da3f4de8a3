import { deepEqual, equal } from 'node:assert/strict'
import {
  applyToBrowsers,
  type BrowserInput,
  nextBrowserTime,
  noBrowsers,
  takeClosing,
} from '@edgesweep/core/permit/browser-permits.ts'
import {
  applyToDomain,
  type DomainInput,
  issueToken,
  newDomain,
  nextDomainTime,
  permitMs,
} from '@edgesweep/core/permit/domain-permits.ts'
import { robotsRules } from '@edgesweep/core/visit/robots-rules.ts'
import { judgeAnswer } from '../../support/judge-answer.ts'
import type { Case } from './case.ts'

const start = 1_800_000_000_000

function someDomain(slots: number, delayMs: number) {
  const state = newDomain()
  const apply = (input: DomainInput, at = 0) => applyToDomain(state, input, start + at)
  const ask = (lane: 'live' | 'bulk', at = 0) => {
    const token = issueToken(state)
    const effects = apply({ type: 'ask', token, lane, until: start + at + 20_000, terms: { slots, delayMs } }, at)
    return { token, effects }
  }
  return { state, apply, ask }
}

export const permitCases: Case[] = [
  {
    name: 'permits: a domain has never more permits out than its limit, and live goes first',
    run() {
      const { state, apply, ask } = someDomain(1, 0)
      const held = ask('bulk')
      equal(held.effects[0]?.type, 'granted')
      deepEqual(ask('bulk').effects, [])
      const live = ask('live')
      deepEqual(live.effects, [])
      const back = apply({ type: 'return', token: held.token, result: { type: 'answered' }, random: 0.5 }, 1)
      deepEqual(back, [{ type: 'granted', token: live.token }])
      const later = apply({ type: 'time' }, permitMs + 1)
      return { later, next: nextDomainTime(state, start + permitMs + 1) }
    },
  },
  {
    name: 'permits: a domain that asks for less gets half, later, and those turned away are told later and later times',
    run() {
      const { state, apply, ask } = someDomain(4, 30_000)
      const held = ask('bulk')
      const result = { type: 'throttled' as const, retryAfterMs: 60_000 }
      apply({ type: 'return', token: held.token, result, random: 0.25 }, 100)
      equal(state.limit, 2)
      equal(state.backoffUntil, start + 60_100)
      const away = [ask('bulk', 200), ask('bulk', 300), ask('live', 400)].flatMap(({ effects }) => effects)
      deepEqual(
        away.map((effect) => effect.type === 'refused' && effect.until - start),
        [59_100, 89_100, 59_100],
      )
      return { state: { ...state, permits: [...state.permits] }, away }
    },
  },
  {
    name: 'permits: a warm browser is lent again, its contexts are shared, and some are kept for live',
    run() {
      const limits = {
        browsers: 1,
        contexts: 3,
        reservedForLive: 1,
        launchEveryMs: 1_000,
        maxAgeMs: 600_000,
        maxUses: 100,
        maxBytes: 1_000,
      }
      const state = noBrowsers(limits)
      const apply = (input: BrowserInput, at: number) => applyToBrowsers(state, input, start + at)
      const ask = (token: string, lane: 'live' | 'bulk', at: number) =>
        apply({ type: 'ask', token, lane, until: start + at + 5_000, connected: [], limits, alive: null }, at)
      deepEqual(ask('a', 'bulk', 0), [{ type: 'launch', token: 'a' }])
      deepEqual(ask('b', 'bulk', 10), [])
      const up = apply({ type: 'launched', token: 'a', sessionId: 'session' }, 20)
      deepEqual(up, [{ type: 'connect', token: 'b', sessionId: 'session' }])
      deepEqual(ask('c', 'bulk', 30), [])
      deepEqual(ask('d', 'live', 40), [{ type: 'connect', token: 'd', sessionId: 'session' }])
      const next = nextBrowserTime(state, start + 40)
      const again = apply({ type: 'return', token: 'a', broken: false, bytes: 2_000 }, 50)
      const rest = ['b', 'd'].flatMap((token) => apply({ type: 'return', token, broken: false, bytes: null }, 60))
      deepEqual(takeClosing(state, start + 60), ['session'])
      return { next, again, rest, state }
    },
  },
  {
    name: 'robots.txt: the longest match of the own group counts, and the pace is its own',
    run() {
      const text =
        '\uFEFFUser-agent: *\r\nDisallow: /\r\n\r\nUser-agent: edgesweep\r\nCrawl-delay: 2.5\r\nDisallow: /caf%c3%a9\r\nAllow: /*.html$'
      const { allows, delayMs } = robotsRules(text, 'https://shop.example')
      equal(delayMs, 2_500)
      const paths = ['/', '/café', '/café/menu', '/café/menu.html', '/menu.html']
      return paths.map((path) => allows(new URL(path, 'https://shop.example')))
    },
  },
  {
    name: 'webhook: a failure waits longer each time, 410 ends it',
    run() {
      deepEqual(judgeAnswer(1, 410, null, 0.5), { outcome: 'dead', gone: true })
      equal(judgeAnswer(1, 204, null, 0.5).outcome, 'delivered')
      return [1, 2, 3, 11, 12].map((attempt) => judgeAnswer(attempt, 503, null, 0.5))
    },
  },
]
