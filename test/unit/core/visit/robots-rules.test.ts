import { robotsRules } from '@edgesweep/core/visit/robots-rules.ts'
import { describe, expect, test } from 'vitest'
import { cpuMsOf } from '../../../support/cpu-time.ts'

const origin = 'https://shop.example'
const file = (...lines: string[]) => lines.join('\n')

/** Whether Edgesweep, or another crawler, may read a path. */
const allows = (text: string, path: string, crawler?: string) =>
  robotsRules(text, crawler).allows(new URL(path, origin))

describe('the rule that applies', () => {
  test.each([
    ['the longest match applies', ['Disallow: /menu', 'Allow: /menu/today'], '/menu/today/soup', true],
    [
      'the longest match applies in any order of the rules',
      ['Allow: /menu/today', 'Disallow: /menu'],
      '/menu/old',
      false,
    ],
    ['of two matches of the same length, the allowing one applies', ['Disallow: /menu', 'Allow: /menu'], '/menu', true],
    ['a rule that does not match does not apply', ['Disallow: /cart'], '/menu', true],
    ['an empty rule does not apply', ['Disallow:'], '/menu', true],
    ['the rule "/" matches every path', ['Disallow: /'], '/menu', false],
    ['a match depends on upper and lower case', ['Disallow: /Menu'], '/menu', true],
    ['a rule can match the query', ['Disallow: /*?sort='], '/menu?sort=price', false],
    ['a star matches any text', ['Disallow: /*/private/'], '/a/b/private/c', false],
    ['a star matches an empty text', ['Disallow: /a*b'], '/ab', false],
    ['a dollar sign matches the end', ['Disallow: /*.pdf$'], '/menu.pdf', false],
    ['a dollar sign matches only the end', ['Disallow: /*.pdf$'], '/menu.pdf?page=2', true],
    ['a comment is not part of a rule', ['Disallow: /cart # and nothing else'], '/cart', false],
    ['an escape matches in upper and lower case', ['Disallow: /caf%c3%a9'], '/caf%C3%A9', false],
    ['a letter beyond ASCII matches its escape', ['Disallow: /café'], '/caf%C3%A9', false],
    ['spaces around a rule are ignored', ['  Disallow  :   /cart  '], '/cart', false],
    ['an unknown line is ignored', ['Noindex: /', 'Disallow /menu', 'Disallow: /cart'], '/menu', true],
  ])('%s', (_, rules, path, isAllowed) => {
    expect(allows(file('User-agent: *', ...rules), path)).toBe(isAllowed)
  })
})

describe('the group that applies', () => {
  test('a crawler with its own group ignores the group for all', () => {
    const text = file('User-agent: *', 'Disallow: /', '', 'User-agent: edgesweep', 'Disallow: /cart')
    expect(allows(text, '/menu')).toBe(true)
    expect(allows(text, '/cart')).toBe(false)
  })

  test('a crawler without its own group obeys the group for all', () => {
    expect(allows(file('User-agent: OtherBot', 'Allow: /', 'User-agent: *', 'Disallow: /'), '/menu')).toBe(false)
  })

  test('a crawler without any group may read every path', () => {
    expect(allows(file('User-agent: OtherBot', 'Disallow: /'), '/menu')).toBe(true)
    expect(allows(file('Disallow: /'), '/menu')).toBe(true)
    expect(allows('', '/menu')).toBe(true)
  })

  test('all groups of a name apply together, in any letter case and with a version', () => {
    const text = file('User-agent: EDGESWEEP', 'Disallow: /a', 'User-agent: edgesweep/2.0', 'Disallow: /b')
    expect([allows(text, '/a'), allows(text, '/b'), allows(text, '/c')]).toEqual([false, false, true])
  })

  test('a group that names several crawlers applies to each of them', () => {
    const text = file('User-agent: OtherBot', 'User-agent: Edgesweep', 'Disallow: /a', 'User-agent: *', 'Disallow: /')
    expect([allows(text, '/a'), allows(text, '/b')]).toEqual([false, true])
  })

  test('the group with the longest prefix of the crawler’s name applies, and no group with a longer name', () => {
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
])('a robots.txt with %s is read', (_, text) => {
  expect([allows(text, '/cart'), allows(text, '/menu')]).toEqual([false, true])
})

test('a byte order mark before the name of the first group does not hide it', () => {
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
])('a crawl delay of "%s" means %i ms', (text, delayMs) => {
  expect(robotsRules(file('User-agent: *', `Crawl-delay: ${text}`)).delayMs).toBe(delayMs)
})

test('the crawl delay comes from the crawler’s own group', () => {
  const text = file('User-agent: *', 'Crawl-delay: 30', 'Disallow: /', 'User-agent: edgesweep', 'Crawl-delay: 1')
  expect(robotsRules(text)).toMatchObject({ delayMs: 1_000 })
  expect(allows(text, '/menu')).toBe(true)
})

test.each([
  ['line ends', '\n'],
  ['blanks', ' '],
  ['separators', '\u2028'],
  ['names', 'user-agent: edgesweep\n'],
  ['halves of names', 'user-agent '],
])('half a megabyte of %s does not slow the rules down', (_, piece) => {
  const text = piece.repeat((512 * 1024) / piece.length)
  expect(cpuMsOf(() => expect(allows(text, '/menu')).toBe(true))).toBeLessThan(1_000)
})

test.each([
  ['stars', `/${'a*'.repeat(45)}b`],
  ['repetitions', `/*${'a'.repeat(90)}b`],
])('half a megabyte of rules with %s does not slow an answer down', (_, rule) => {
  const text = file('User-agent: *', ...Array.from({ length: 5_000 }, (_, n) => `Disallow: ${rule}${n}`))
  const rules = robotsRules(text.slice(0, text.lastIndexOf('\n', 512 * 1024)))
  const url = new URL(`${origin}/${'a'.repeat(2_000)}`)
  expect(cpuMsOf(() => expect(rules.allows(url)).toBe(true))).toBeLessThan(1_000)
})

test('the rules give the right answer for each of many paths, even when they are asked again', () => {
  const rules = robotsRules(file('User-agent: *', 'Disallow: /*7$'))
  const paths = Array.from({ length: 25_000 }, (_, n) => `/${n}`)
  for (const path of [...paths, ...paths]) expect(rules.allows(new URL(path, origin))).toBe(!path.endsWith('7'))
})

test('a page that is asked about again, as by each try, costs no second search of the rules', () => {
  const rules = robotsRules(
    file('User-agent: *', ...Array.from({ length: 5_000 }, (_, n) => `Disallow: /*aaaaaaaab${n}`)),
  )
  const url = new URL(`/${'a'.repeat(2_000)}`, origin)
  const first = cpuMsOf(() => rules.allows(url))
  const others = cpuMsOf(() => {
    for (let times = 0; times < 30; times++) rules.allows(url)
  })
  expect(others).toBeLessThan(3 * first)
})
