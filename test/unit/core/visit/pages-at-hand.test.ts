import { PagesAtHand } from '@edgesweep/core/visit/pages-at-hand.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import { expect, test } from 'vitest'

const page = (url: string, characters = 4): Page => ({
  url,
  status: 200,
  contentType: 'text/html',
  body: 'x'.repeat(characters),
})
const fetched = (url: string): PageRequest => ({ url, via: 'fetch' })

function open() {
  const clock = { time: 1_000, now: () => clock.time, sleep: async () => {} }
  return { clock, atHand: new PagesAtHand(clock) }
}

test('a page is taken once, by an equal request only', () => {
  const { atHand } = open()
  const request: PageRequest = { url: 'https://a.example/', via: 'render', waitFor: 'li' }
  atHand.keep(request, page('https://a.example/'))
  expect(atHand.take({ ...request, waitFor: 'b' })).toBeNull()
  expect(atHand.take({ ...request, screenshot: true })).toBeNull()
  expect(atHand.take(fetched('https://a.example/'))).toBeNull()
  expect(atHand.take({ waitFor: 'li', via: 'render', url: 'https://a.example/' })).toEqual(page('https://a.example/'))
  expect(atHand.take(request)).toBeNull()
})

test.each([
  ['at most 10 s old', 10_000, true],
  ['older', 10_001, false],
  ['read at a time that a clock set back has not reached', -1, false],
])('a page is taken or not when it is %s', (_, later, isTaken) => {
  const { atHand, clock } = open()
  atHand.keep(fetched('https://a.example/'), page('https://a.example/'))
  clock.time += later
  expect(atHand.take(fetched('https://a.example/')) !== null).toBe(isTaken)
})

test('the oldest pages are dropped when there is too much text, and taken pages do not count', () => {
  const { atHand } = open()
  const keep = (name: string) => atHand.keep(fetched(name), page(name, 1024 * 1024))
  keep('a')
  expect(atHand.take(fetched('a'))).not.toBeNull()
  for (const name of ['b', 'c', 'd']) keep(name)
  expect(['b', 'c', 'd'].map((name) => atHand.take(fetched(name)) !== null)).toEqual([false, true, true])
})

test('a page of more than 2 Mi characters is not kept', () => {
  const { atHand } = open()
  atHand.keep(fetched('a'), page('a', 2 * 1024 * 1024 + 1))
  expect(atHand.take(fetched('a'))).toBeNull()
})

test('a page that nobody takes is dropped when a later one is kept', () => {
  const { atHand, clock } = open()
  atHand.keep(fetched('a'), page('a'))
  clock.time += 10_001
  atHand.keep(fetched('b'), page('b'))
  clock.time -= 10_001
  expect(atHand.take(fetched('a'))).toBeNull()
})
