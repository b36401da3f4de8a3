import { forecastScale, markLabel } from '@edgesweep/dashboard/src/jobs/forecast-scale.ts'
import { expect, test } from 'vitest'

test.each([
  [0, [2]],
  [7, [2, 4, 6, 8]],
  [71, [30, 60, 90]],
  [3_600, [1_800, 3_600]],
  [36_000, [7_200, 14_400, 21_600, 28_800, 36_000]],
])('a forecast of %i seconds gets an axis with the marks %j', (longest, marks) => {
  expect(forecastScale(longest)).toEqual(marks)
})

test('every forecast fits its axis, and every axis has at most five marks', () => {
  for (let longest = 1; longest < 2_000_000; longest = Math.ceil(longest * 1.07)) {
    const marks = forecastScale(longest)
    expect(marks.at(-1)).toBeGreaterThanOrEqual(longest)
    expect(marks.length).toBeLessThanOrEqual(5)
  }
})

test.each([
  [30, '30 s'],
  [60, '1 min'],
  [90, '90 s'],
  [150, '2:30 min'],
  [5_400, '90 min'],
  [14_400, '4 h'],
])('the axis mark at %i seconds is labelled %s', (seconds, label) => {
  expect(markLabel(seconds)).toBe(label)
})
