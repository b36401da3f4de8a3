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
  const [a, b, c] = ['a', 'b', 'c'].map((name) => fetched(`https://${name}.example/`)) as [
    PageRequest,
    PageRequest,
    PageRequest,
  ]
  const tenMega = 10 * 1024 * 1024
  atHand.keep(a, page(a.url, tenMega))
  expect(atHand.take(a)).not.toBeNull()
  atHand.keep(b, page(b.url, tenMega))
  atHand.keep(c, page(c.url, tenMega))
  expect(atHand.take(b)).toBeNull()
  expect(atHand.take(c)).not.toBeNull()
})
