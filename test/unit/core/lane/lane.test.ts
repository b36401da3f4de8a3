import { callersLanes, laneNames, lanes } from '@edgesweep/core/lane/lane.ts'
import { expect, test } from 'vitest'

test('each lane has a letter of its own in job ids', () => {
  const letters = laneNames.map((name) => lanes[name].letter)
  expect(new Set(letters).size).toBe(letters.length)
  for (const letter of letters) expect(letter).toMatch(/^[a-z]$/)
})

test('lanes are listed with the longest head start first', () => {
  const headStarts = laneNames.map((name) => lanes[name].headStartMs)
  expect(headStarts).toEqual(headStarts.toSorted((a, b) => b - a))
})

test('a request for a permit of the live lane goes before all others, and one of interactive before the last 5 s of bulk', () => {
  expect(lanes.live.headStartMs).toBe(86_400_000)
  expect(lanes.interactive.headStartMs - lanes.bulk.headStartMs).toBe(5_000)
})

test('callers may choose the lanes interactive and bulk, and not live', () => {
  expect(callersLanes).toEqual(expect.arrayContaining(['interactive', 'bulk']))
  expect(callersLanes).not.toContain('live')
})
