import { addUsage, noUsage, type Usage } from '@edgesweep/core/endings/usage.ts'
import { expect, test } from 'vitest'

const more = (...robotsIgnored: string[]): Usage => ({ browserMs: 3, requests: 2, bytes: 1, robotsIgnored })

test('usage adds up, and names a host with an ignored robots.txt once', () => {
  const total = noUsage()
  addUsage(total, more('shop.example'))
  addUsage(total, more('shop.example', 'other.example'))
  expect(total).toEqual({ browserMs: 6, requests: 4, bytes: 2, robotsIgnored: ['shop.example', 'other.example'] })
})

test('a usage that an earlier version stored without a list of hosts gets one', () => {
  const { robotsIgnored: _, ...old } = noUsage()
  addUsage(old as Usage, more('shop.example'))
  expect(old).toEqual(more('shop.example'))
})
