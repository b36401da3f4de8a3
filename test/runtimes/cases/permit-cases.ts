import { deepEqual, equal } from 'node:assert/strict'
import type { DomainAnswer } from '@edgesweep/core/context.ts'
import { type BrowserAnswer, BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { permitMs } from '@edgesweep/core/permit/domain-state.ts'
import { robotsRules } from '@edgesweep/core/visit/robots-rules.ts'
import { judgeAnswer } from '../../support/judge-answer.ts'
import { TimerClock } from '../../support/timer-clock.ts'
import type { Case } from './case.ts'

const start = 1_800_000_000_000

/** A domain's desk, and the answers to its callers in order. */
function someDomain(slots: number, delayMs: number) {
  const clock = new TimerClock(start)
  const desk = new DomainDesk({ storage: null, clock, random: () => 0.25 })
  const answers: Array<{ lane: string; at: number } & DomainAnswer> = []
  const ask = (lane: 'live' | 'bulk') =>
    desk.ask(lane, 20_000, { slots, delayMs }, (answer) => answers.push({ lane, at: clock.now() - start, ...answer }))
  return { clock, desk, answers, ask }
}

export const permitCases: Case[] = [
  {
    name: 'permits: a domain never lends more permits than its limit, and live requests come first',
    run() {
      const { clock, desk, answers, ask } = someDomain(1, 0)
      const held = ask('bulk')
      ask('bulk')
      ask('live')
      deepEqual(answers, [{ lane: 'bulk', at: 0, ok: true, token: held }])
      clock.pass(1)
      desk.giveBack(held, { type: 'answered' })
      equal(answers[1]?.lane, 'live')
      clock.pass(permitMs)
      deepEqual(
        answers.map(({ lane, at }) => [lane, at]),
        [
          ['bulk', 0],
          ['live', 1],
          ['bulk', 1 + permitMs],
        ],
      )
      return answers
    },
  },
  {
    name: 'permits: a throttled domain gets half its slots after a pause, and refused callers get increasing times',
    run() {
      const { clock, desk, answers, ask } = someDomain(4, 30_000)
      const held = ask('bulk')
      clock.pass(100)
      equal(desk.giveBack(held, { type: 'throttled', retryAfterMs: 60_000 }), 60_000)
      for (const lane of ['bulk', 'bulk', 'live'] as const) {
        clock.pass(100)
        ask(lane)
      }
      const away = answers.slice(1)
      deepEqual(
        away.map((answer) => !answer.ok && answer.at + answer.afterMs),
        [59_100, 89_100, 59_100],
      )
      for (const answer of away) equal(answer.ok || answer.reason === 'it asked for a pause', true)
      return away
    },
  },
  {
    name: 'permits: a warm browser is lent again, its contexts are shared, and some are reserved for live requests',
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
      const clock = new TimerClock(start)
      const desk = new BrowserDesk({ storage: { read: () => null, write: () => {} }, clock })
      const answers: Array<{ who: string } & BrowserAnswer> = []
      const ask = (who: string, lane: 'live' | 'bulk') => {
        clock.pass(10)
        const about = { lane, patienceMs: 5_000, connected: [], limits, alive: null }
        return desk.ask(about, (answer) => answers.push({ who, ...answer }))
      }
      const [a, b] = [ask('a', 'bulk'), ask('b', 'bulk')]
      deepEqual(answers, [{ who: 'a', type: 'launch', token: a, close: [] }])
      equal(desk.launched(a, 'session'), true)
      deepEqual(answers[1], { who: 'b', type: 'connect', token: b, sessionId: 'session', close: [] })
      ask('c', 'bulk')
      const d = ask('d', 'live')
      deepEqual(answers[2], { who: 'd', type: 'connect', token: d, sessionId: 'session', close: [] })
      deepEqual(desk.giveBack(a, false, 2_000), [])
      deepEqual([desk.giveBack(b, false, null), desk.giveBack(d, false, null)], [[], ['session']])
      return { answers, use: desk.use() }
    },
  },
  {
    name: "robots.txt: the longest match and the crawl delay of Edgesweep's own group apply",
    run() {
      const text =
        '\uFEFFUser-agent: *\r\nDisallow: /\r\n\r\nUser-agent: edgesweep\r\nCrawl-delay: 2.5\r\nDisallow: /caf%c3%a9\r\nAllow: /*.html$'
      const { allows, delayMs } = robotsRules(text)
      equal(delayMs, 2_500)
      const paths = ['/', '/café', '/café/menu', '/café/menu.html', '/menu.html']
      return paths.map((path) => allows(new URL(path, 'https://shop.example')))
    },
  },
  {
    name: 'webhook: each failure lengthens the delay, and 410 ends the delivery',
    run() {
      deepEqual(judgeAnswer(1, 410, null, 0.5), { outcome: 'dead', gone: true })
      equal(judgeAnswer(1, 204, null, 0.5).outcome, 'delivered')
      return [1, 2, 3, 11, 12].map((attempt) => judgeAnswer(attempt, 503, null, 0.5))
    },
  },
]
