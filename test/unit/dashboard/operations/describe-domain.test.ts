import {
  type BusyDomain,
  describeHindrance,
  describeWaiting,
  nameWork,
} from '@edgesweep/dashboard/src/operations/describe-domain.ts'
import { expect, test } from 'vitest'

const now = Date.UTC(2026, 0, 1)
const some = (changes: Partial<BusyDomain> = {}): BusyDomain => ({
  domain: 'shop.example',
  in_flight: 1,
  limit: 2,
  usual_limit: 2,
  crawl_delay_seconds: 0,
  waiting: { live: 0, interactive: 0, bulk: 0 },
  oldest_wait_seconds: null,
  pause: null,
  holds: [],
  reported_seconds_ago: 1,
  ...changes,
})

test.each<[Partial<BusyDomain>, string | null]>([
  [{}, null],
  [{ waiting: { live: 1, interactive: 0, bulk: 35 }, oldest_wait_seconds: 240 }, '36 waiting, 4 min'],
  [{ waiting: { live: 0, interactive: 0, bulk: 1 } }, '1 waiting'],
  [{ oldest_wait_seconds: 30 }, '0 waiting, 30 s'],
])('a domain with %j holds back: %s', (changes, words) => {
  expect(describeWaiting(some(changes))).toBe(words)
})

test.each<[Partial<BusyDomain>, string | null]>([
  [{}, null],
  [{ pause: { cause: 'retry-after', until: '2026-01-01T00:12:00Z' } }, 'pauses 12 min (Retry-After)'],
  [{ pause: { cause: 'retry-after', until: '2025-12-31T23:59:00Z' } }, null],
  [
    { pause: { cause: 'trouble', until: '2026-01-01T00:00:08Z' }, limit: 1 },
    'pauses 8 s (trouble); limit lowered from 2 after trouble',
  ],
  [{ pause: { cause: 'crawl-delay', until: '2026-01-01T00:00:02Z' }, crawl_delay_seconds: 2 }, 'crawl delay 2 s'],
])('a domain with %j is hindered: %s', (changes, words) => {
  expect(describeHindrance(some(changes), now)).toBe(words)
})

test('held work is named by what a person knows: a sweep by its outlets, a job by its lane, a pipeline by its name', () => {
  expect(nameWork({ work: 'job_1', lane: 'bulk' }, 46)).toBe('sweep of 46 outlets')
  expect(nameWork({ work: 'job_1', lane: 'bulk' }, 1)).toBe('sweep of 1 outlet')
  expect(nameWork({ work: 'job_1', lane: 'interactive' }, null)).toBe('interactive job')
  expect(nameWork({ work: 'files', lane: 'bulk' }, null)).toBe('pipeline files')
})
