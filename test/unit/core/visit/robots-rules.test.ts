import { robotsRules } from '@edgesweep/core/visit/robots-rules.ts'
import { describe, expect, test } from 'vitest'
import { cpuMsOf } from '../../../support/cpu-time.ts'

const origin = 'https://shop.example'
const file = (...lines: string[]) => lines.join('\n')

/** Whether Edgesweep, or another crawler, may read a path. */
const allows = (text: string, path: string, crawler?: string) =>
  robotsRules(text, origin, crawler).allows(new URL(path, origin))

describe('which rule counts', () => {
  test.each([
    ['the longest match', ['Disallow: /menu', 'Allow: /menu/today'], '/menu/today/soup', true],
    ['the longest match, in whatever order', ['Allow: /menu/today', 'Disallow: /menu'], '/menu/old', false],
    ['allow, of two of the same length', ['Disallow: /menu', 'Allow: /menu'], '/menu', true],
    ['none, where none matches', ['Disallow: /cart'], '/menu', true],
    ['none, where it is empty', ['Disallow:'], '/menu', true],
    ['one that has everything', ['Disallow: /'], '/menu', false],
    ['the case of a path', ['Disallow: /Menu'], '/menu', true],
    ['the query', ['Disallow: /*?sort='], '/menu?sort=price', false],
    ['a star for anything', ['Disallow: /*/private/'], '/a/b/private/c', false],
    ['a star for nothing', ['Disallow: /a*b'], '/ab', false],
    ['a dollar for the end', ['Disallow: /*.pdf$'], '/menu.pdf', false],
    ['a dollar for the end alone', ['Disallow: /*.pdf$'], '/menu.pdf?page=2', true],
    ['a comment, which is none', ['Disallow: /cart # and nothing else'], '/cart', false],
    ['an escape in either case', ['Disallow: /caf%c3%a9'], '/caf%C3%A9', false],
    ['a letter beyond ASCII like its escape', ['Disallow: /café'], '/caf%C3%A9', false],
    ['a space around it, which is none', ['  Disallow  :   /cart  '], '/cart', false],
    ['a line that nobody knows, which is none', ['Noindex: /', 'Disallow /menu', 'Disallow: /cart'], '/menu', true],
  ])('%s', (_, rules, path, isAllowed) => {
    expect(allows(file('User-agent: *', ...rules), path)).toBe(isAllowed)
  })
})

describe('which group counts', () => {
  test('its own, and then not that of all', () => {
    const text = file('User-agent: *', 'Disallow: /', '', 'User-agent: edgesweep', 'Disallow: /cart')
    expect(allows(text, '/menu')).toBe(true)
    expect(allows(text, '/cart')).toBe(false)
  })

  test('that of all, when there is none of its own', () => {
    expect(allows(file('User-agent: OtherBot', 'Allow: /', 'User-agent: *', 'Disallow: /'), '/menu')).toBe(false)
  })

  test('none: all is allowed', () => {
    expect(allows(file('User-agent: OtherBot', 'Disallow: /'), '/menu')).toBe(true)
    expect(allows(file('Disallow: /'), '/menu')).toBe(true)
    expect(allows('', '/menu')).toBe(true)
  })

  test('all groups of the name together, in whatever case, and with a version', () => {
    const text = file('User-agent: EDGESWEEP', 'Disallow: /a', 'User-agent: edgesweep/2.0', 'Disallow: /b')
    expect([allows(text, '/a'), allows(text, '/b'), allows(text, '/c')]).toEqual([false, false, true])
  })

  test('one that it shares with others', () => {
    const text = file('User-agent: OtherBot', 'User-agent: Edgesweep', 'Disallow: /a', 'User-agent: *', 'Disallow: /')
    expect([allows(text, '/a'), allows(text, '/b')]).toEqual([false, true])
  })

  test('the longest name that its own begins with, and no name that is longer', () => {
    const text = file(
      'User-agent: price',
      'Disallow: /a',
      'User-agent: price-bot',
      'Disallow: /b',
      'User-agent: *',
      'Disallow: /c',
    )
    expect([allows(text, '/a', 'price-bot-news'), allows(text, '/b', 'price-bot-news')]).toEqual([true, false])
    expect([allows(text, '/a', 'price'), allows(text, '/b', 'price')]).toEqual([false, true])
    expect([allows(text, '/a', 'pric'), allows(text, '/c', 'pric')]).toEqual([true, false])
  })
})

test.each([
  ['a byte order mark', '\uFEFFUser-agent: *\nDisallow: /cart'],
  ['CRLF', 'User-agent: *\r\nDisallow: /cart\r\n'],
  ['CR alone', 'User-agent: *\rDisallow: /cart\r'],
  ['no line end at the end', 'User-agent: *\nDisallow: /cart'],
])('a file with %s is read', (_, text) => {
  expect([allows(text, '/cart'), allows(text, '/menu')]).toEqual([false, true])
})

test('a byte order mark before the own name hides nothing', () => {
  expect(allows('\uFEFFUser-agent: Edgesweep\nDisallow: /cart\nUser-agent: *\nDisallow: /', '/menu')).toBe(true)
})

test.each([
  ['2', 2_000],
  ['0.5', 500],
  ['86400', 60_000],
  ['0', 0],
  ['-3', 0],
  ['soon', 0],
  ['', 0],
])('a crawl delay of "%s" is %i ms', (text, delayMs) => {
  expect(robotsRules(file('User-agent: *', `Crawl-delay: ${text}`), origin).delayMs).toBe(delayMs)
})

test('the crawl delay is that of the own group', () => {
  const text = file('User-agent: *', 'Crawl-delay: 30', 'Disallow: /', 'User-agent: edgesweep', 'Crawl-delay: 1')
  expect(robotsRules(text, origin)).toMatchObject({ delayMs: 1_000 })
  expect(allows(text, '/menu')).toBe(true)
})

test.each([
  ['line ends', '\n'],
  ['blanks', ' '],
  ['separators', '\u2028'],
  ['names', 'user-agent: edgesweep\n'],
  ['halves of names', 'user-agent '],
])('half a megabyte of %s is read in no time', (_, piece) => {
  const text = piece.repeat((512 * 1024) / piece.length)
  expect(cpuMsOf(() => expect(allows(text, '/menu')).toBe(true))).toBeLessThan(1_000)
})
