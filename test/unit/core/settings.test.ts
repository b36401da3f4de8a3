import { inspect } from 'node:util'
import { GitHubTokens } from '@edgesweep/core/github-tokens.ts'
import { retentionFrom } from '@edgesweep/core/retention-kinds.ts'
import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { expect, test } from 'vitest'

test('without variables nothing is allowed and a domain gets two concurrent requests', () => {
  const nothing = {
    allowedTargets: [],
    allowedOrigins: [],
    search: { site: '', url: '' },
    domainSlots: 2,
    domainSlotsByHost: {},
    robotsIgnoredHosts: [],
    github: { apiUrl: 'https://api.github.com', tokens: new GitHubTokens([]) },
    anomalyShare: 0.5,
    retention: retentionFrom({}),
    userAgent: 'Edgesweep/0.1 (+https://github.com/edgesweep/edgesweep)',
  }
  expect(settingsFrom({})).toEqual(nothing)
  expect(settingsFrom({ ALLOWED_TARGETS: ' , ', DOMAIN_SLOTS_BY_HOST: '' })).toEqual(nothing)
})

test('lists are read with or without spaces', () => {
  const settings = settingsFrom({
    ALLOWED_TARGETS: '127.0.0.1:8788, shop.test:80 ,',
    ALLOWED_ORIGINS: 'https://app.example,http://localhost:5173',
    SEARCH_SITE: 'demo-town',
    SEARCH_URL: 'http://127.0.0.1:8788',
    DOMAIN_SLOTS: '4',
    DOMAIN_SLOTS_BY_HOST: '127.0.0.1:8788=8, shop.example.com=1',
    ROBOTS_IGNORED_HOSTS: 'shop.example.com,127.0.0.1:8788 ',
    GITHUB_API_URL: 'https://github.example/api/v3/',
    GITHUB_TOKENS: 'ghp_one, ghp_two',
    ANOMALY_SHARE: '0.25',
    CONTACT_URL: 'https://watch.example/about us',
  })
  expect(settings).toEqual({
    allowedTargets: ['127.0.0.1:8788', 'shop.test:80'],
    allowedOrigins: ['https://app.example', 'http://localhost:5173'],
    search: { site: 'demo-town', url: 'http://127.0.0.1:8788' },
    domainSlots: 4,
    domainSlotsByHost: { '127.0.0.1:8788': 8, 'shop.example.com': 1 },
    anomalyShare: 0.25,
    retention: retentionFrom({}),
    robotsIgnoredHosts: ['shop.example.com', '127.0.0.1:8788'],
    github: { apiUrl: 'https://github.example/api/v3', tokens: new GitHubTokens(['ghp_one', 'ghp_two']) },
    userAgent: 'Edgesweep/0.1 (+https://watch.example/about%20us)',
  })
})

test.each(['shop.example.com', '=3', 'shop.example.com=', 'shop.example.com=0', 'a=1.5', 'a=many', 'a=-1'])(
  '"%s" is refused as a host with its number of slots',
  (pair) => {
    expect(() => settingsFrom({ DOMAIN_SLOTS_BY_HOST: `b=1, ${pair}` })).toThrow(
      `DOMAIN_SLOTS_BY_HOST: "${pair}" is not host=slots`,
    )
  },
)

test.each(['0', '', '1.5', 'two', '-1', 'Infinity'])(
  '"%s" is refused as a number of slots, with the variable\'s name',
  (text) => {
    expect(() => settingsFrom({ DOMAIN_SLOTS: text })).toThrow('DOMAIN_SLOTS must be a whole number')
    expect(() => wholeNumber('BROWSERS', text)).toThrow(`BROWSERS must be a whole number of 1 or more, not "${text}"`)
  },
)

test.each(['0', '-0.5', '1.1', '', 'half', '50%'])('"%s" is refused as a share, with the variable\'s name', (text) => {
  expect(() => settingsFrom({ ANOMALY_SHARE: text })).toThrow('ANOMALY_SHARE must be more than 0 and at most 1')
})

test('a mail address is accepted as the contact address', () => {
  expect(settingsFrom({ CONTACT_URL: 'mailto:ops@watch.example' }).userAgent).toContain('(+mailto:ops@watch.example)')
})

test.each(['watch.example', 'ops@watch.example', 'javascript:alert(1)', 'ftp://watch.example/'])(
  '"%s" is refused as a contact address, with the variable\'s name',
  (text) => {
    expect(() => settingsFrom({ CONTACT_URL: text })).toThrow('CONTACT_URL must be an address')
  },
)

test.each(['*', 'app.example', 'https://app.example/', 'https://app.example/shop', 'null'])(
  '"%s" is refused as an origin, with the variable\'s name',
  (origin) => {
    expect(() => settingsFrom({ ALLOWED_ORIGINS: `https://a.example, ${origin}` })).toThrow(
      `ALLOWED_ORIGINS: each must be an origin such as https://app.example, not "${origin}"`,
    )
  },
)

test.each(['https://watch.example/\r\nx-evil: 1', 'https://watch.example/ünï'])(
  'the user agent is a valid header with the contact address %j',
  (text) => {
    const { userAgent } = settingsFrom({ CONTACT_URL: text })
    expect(new Headers({ 'user-agent': userAgent }).get('user-agent')).toBe(userAgent)
  },
)

test.each(['github.example', 'ftp://github.example', 'https://github.example/?a=1'])(
  '"%s" is refused as the address of GitHub',
  (text) => {
    expect(() => settingsFrom({ GITHUB_API_URL: text })).toThrow('GITHUB_API_URL must be an http or https address')
  },
)

test('tokens appear neither in serialised settings nor in error messages', async () => {
  const { github } = settingsFrom({ GITHUB_TOKENS: 'ghp_secret, ghp_secret ,ghp_other' })
  expect(JSON.stringify(github) + inspect(github, { depth: 9, showHidden: true })).not.toContain('ghp_')
  const ids = await github.tokens.ids()
  expect(ids).toHaveLength(2)
  expect(ids[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(await github.tokens.authorization(ids[0]!)).toBe('Bearer ghp_secret')
  await expect(github.tokens.authorization('ghp_secret')).rejects.toThrow('no token of GITHUB_TOKENS')
  const wrong = () => settingsFrom({ GITHUB_TOKENS: 'ghp_good,ghp_w\u00f6rse' })
  expect(wrong).toThrow('GITHUB_TOKENS: token 2')
  expect(wrong).not.toThrow('rse')
})
