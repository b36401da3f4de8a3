import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { robotsRules } from '@edgesweep/core/visit/robots-rules.ts'
import { describe, expect, test } from 'vitest'
import { cpuMsOf } from '../../../support/cpu-time.ts'
import { realFolder } from '../../../support/real-folder.ts'

const folder = realFolder('robots')
const origin = 'http://example.com'
const allows = (text: string, path: string, crawler: string) => robotsRules(text, crawler).allows(new URL(path, origin))

/** The cases of Google's specification, by test. */
interface Cases {
  user_agent_precedence: Array<[group: string, crawler: string]>
  path_matching: Array<[pattern: string, path: string, match: boolean]>
  record_precedence: Array<[rules: string, url: string, allowed: boolean]>
}

function readCases(of: string): Cases {
  const list = JSON.parse(readFileSync(join(of, 'google_spec_cases.json'), 'utf8')) as Array<{
    test: string
    cases: []
  }>
  return Object.fromEntries(list.map(({ test, cases }) => [test.replace('test_', ''), cases])) as unknown as Cases
}

describe.skipIf(folder === null)('the cases of Google’s specification', () => {
  const { user_agent_precedence, path_matching, record_precedence } = folder
    ? readCases(folder)
    : { user_agent_precedence: [], path_matching: [], record_precedence: [] }

  test('the file has every case of Google’s specification', () => {
    expect([user_agent_precedence.length, path_matching.length, record_precedence.length]).toEqual([6, 49, 4])
  })

  test.each(user_agent_precedence)('the group %s applies to the crawler %s', (group, crawler) => {
    const text = `
    user-agent: hedwig-news
    disallow: /
    allow: /group1
    user-agent: *
    disallow: /
    allow: /group2
    user-agent: hedwig
    disallow: /
    allow: /group3
    `
    const allowed = ['/group1', '/group2', '/group3'].filter((path) => allows(text, path, crawler))
    expect(allowed).toEqual([group])
  })

  test.each(path_matching)('the pattern "%s" matches the path "%s": %s', (pattern, path, match) => {
    expect(!allows(`\n    User-Agent: *\n    disallow: ${pattern}\n    `, path, '*')).toBe(match)
  })

  test.each(record_precedence)('the rules "%s" allow %s: %s', (rules, url, allowed) => {
    expect(allows(`\n    User-Agent: *\n    ${rules}\n    `, url, '*')).toBe(allowed)
  })
})

describe.skipIf(folder === null)('files of real sites', () => {
  const files = folder ? readdirSync(join(folder, 'fetched')) : []

  test.each(files)('the robots.txt of %s is read quickly and gives an answer for every path', (name) => {
    const text = readFileSync(join(folder!, 'fetched', name), 'utf8')
    const cpuMs = cpuMsOf(() => {
      const { allows: may, delayMs } = robotsRules(text)
      for (const path of ['/', '/menu?page=2', '/caf%C3%A9', `/${'a/'.repeat(500)}`])
        expect(typeof may(new URL(path, `https://${name}`))).toBe('boolean')
      expect(delayMs).toBeGreaterThanOrEqual(0)
      expect(delayMs).toBeLessThanOrEqual(60_000)
    })
    expect(cpuMs).toBeLessThan(500)
  })
})
