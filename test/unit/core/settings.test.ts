import { settingsFrom, wholeNumber } from '@edgesweep/core/settings.ts'
import { expect, test } from 'vitest'

test('what is not set allows nothing, and two requests at a time to a domain', () => {
  const nothing = { allowedTargets: [], search: { site: '', url: '' }, domainSlots: 2, domainSlotsByHost: {} }
  expect(settingsFrom({})).toEqual(nothing)
  expect(settingsFrom({ ALLOWED_TARGETS: ' , ', DOMAIN_SLOTS_BY_HOST: '' })).toEqual(nothing)
})

test('lists are read with or without spaces', () => {
  const settings = settingsFrom({
    ALLOWED_TARGETS: '127.0.0.1:8788, shop.test:80 ,',
    SEARCH_SITE: 'demo-town',
    SEARCH_URL: 'http://127.0.0.1:8788',
    DOMAIN_SLOTS: '4',
    DOMAIN_SLOTS_BY_HOST: '127.0.0.1:8788=8, shop.example.com=1',
  })
  expect(settings).toEqual({
    allowedTargets: ['127.0.0.1:8788', 'shop.test:80'],
    search: { site: 'demo-town', url: 'http://127.0.0.1:8788' },
    domainSlots: 4,
    domainSlotsByHost: { '127.0.0.1:8788': 8, 'shop.example.com': 1 },
  })
})

test.each(['shop.example.com', '=3', 'shop.example.com=', 'shop.example.com=0', 'a=1.5', 'a=many', 'a=-1'])(
  'slots for a host cannot be "%s"',
  (pair) => {
    expect(() => settingsFrom({ DOMAIN_SLOTS_BY_HOST: `b=1, ${pair}` })).toThrow(
      `DOMAIN_SLOTS_BY_HOST: "${pair}" is not host=slots`,
    )
  },
)

test.each(['0', '', '1.5', 'two', '-1', 'Infinity'])(
  '"%s" is not a number of slots, and the variable is named',
  (text) => {
    expect(() => settingsFrom({ DOMAIN_SLOTS: text })).toThrow('DOMAIN_SLOTS must be a whole number')
    expect(() => wholeNumber('BROWSERS', text)).toThrow(`BROWSERS must be a whole number of 1 or more, not "${text}"`)
  },
)
