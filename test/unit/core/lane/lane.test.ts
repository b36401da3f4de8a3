import { callersLanes, laneNames, lanes } from '@edgesweep/core/lane/lane.ts'
import { expect, test } from 'vitest'

test('each lane has its own letter in job ids', () => {
  const letters = laneNames.map((name) => lanes[name].letter)
  expect(new Set(letters).size).toBe(letters.length)
  for (const letter of letters) expect(letter).toMatch(/^[a-z]$/)
})

test('lanes are listed with the longest head start first', () => {
  const headStarts = laneNames.map((name) => lanes[name].headStartMs)
  expect(headStarts).toEqual(headStarts.toSorted((a, b) => b - a))
})

test('the head start in permit lines is one day for the live lane, and 5 s more for interactive than for bulk', () => {
  expect(lanes.live.headStartMs).toBe(86_400_000)
  expect(lanes.interactive.headStartMs - lanes.bulk.headStartMs).toBe(5_000)
})

test('callers may choose the interactive lane and the bulk lane, but not the live lane', () => {
  expect(callersLanes).toEqual(expect.arrayContaining(['interactive', 'bulk']))
  expect(callersLanes).not.toContain('live')
})
