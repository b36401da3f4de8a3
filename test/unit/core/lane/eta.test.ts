import { forecastAt, forecastsOf, rivalsOf, summarizePace } from '@edgesweep/core/lane/eta.ts'
import { finishTicket, pullTickets, submitTickets } from '@edgesweep/core/lane/lane-machine.ts'
import { restoreLane } from '@edgesweep/core/lane/lane-state.ts'
import { newPace, noteHeld } from '@edgesweep/core/lane/pace.ts'
import { expect, test } from 'vitest'

/** A lane with one slot and these measured service times. */
function laneOf(serviceMs: number[], ...keys: string[]) {
  const state = restoreLane([], 1, { serviceMs, waitedMs: [], parallel: 1, notedAt: 0 })
  const wanted = keys.map((keyId) => ({ keyId, deadline: 1_000, coalesce: null }))
  const { added } = submitTickets(state, wanted, (sequence) => `job-${sequence}`, 0)
  return { state, tickets: added.map(({ ticket }) => ticket) }
}

test('the position of a job counts only the jobs of its own caller', () => {
  const { state, tickets } = laneOf([], 'a', 'a', 'b', 'a')
  expect(tickets.map((ticket) => forecastsOf(state)(ticket)?.position)).toEqual([1, 2, 1, 3])
})

test("1,000 jobs of another caller delay a caller's first job by one turn", () => {
  const { state, tickets } = laneOf([2_000], ...Array<string>(1_000).fill('many'), 'few')
  expect(forecastsOf(state)(tickets.at(-1)!)?.startSeconds.p50).toBe(2)
  expect(forecastsOf(state)(tickets.at(999)!)?.startSeconds.p50).toBe(2_000)
})

test('a job with a free slot starts at once, and its ETA is the median and the 90th percentile of the service times', () => {
  const { state, tickets } = laneOf([9_000, 1_000, 2_000, 3_000, 2_000, 1_000, 2_000, 2_000, 2_000, 30_000], 'a')
  expect(forecastsOf(state)(tickets[0]!)).toEqual({
    position: 1,
    startSeconds: { p50: 0, p90: 0 },
    etaSeconds: { p50: 2, p90: 30 },
  })
})

test('a lane that has served no job yet assumes 5 s for each job', () => {
  const { state, tickets } = laneOf([], 'a')
  expect(forecastsOf(state)(tickets[0]!)?.etaSeconds.p50).toBe(5)
})

test('the 90th percentile of a start is later than its median, and by more if the service times differ more', () => {
  const rivals = { ownPaused: 0, others: [] }
  const late = (serviceMs: number[]) => {
    const { startSeconds } = forecastAt(
      99,
      rivals,
      summarizePace({ serviceMs, waitedMs: [], parallel: 4, notedAt: 0 }, 4),
    )
    return startSeconds.p90 - startSeconds.p50
  }
  expect(late([4_000, 4_000, 4_000, 4_000])).toBeGreaterThan(0)
  expect(late([1_000, 1_000, 1_000, 13_000])).toBeGreaterThan(late([4_000, 4_000, 4_000, 4_000]))
})

test('the measured parallelism follows within 30 s when half of the slots go', () => {
  const pace = newPace()
  for (let second = 1; second <= 60; second++) noteHeld(pace, 8, true, second * 1_000)
  expect(summarizePace(pace, 8).parallel).toBeCloseTo(8)
  for (let second = 61; second <= 90; second++) noteHeld(pace, 4, true, second * 1_000)
  expect(summarizePace(pace, 4).parallel).toBeCloseTo(4, 0)
})

test('a lane in which no job waits does not lower its measured parallelism', () => {
  const pace = newPace()
  for (let second = 1; second <= 60; second++) noteHeld(pace, 1, false, second * 1_000)
  expect(pace.parallel).toBe(newPace().parallel)
})

test("a caller's paused job delays its waiting jobs but does not count in their positions", () => {
  const { state, tickets } = laneOf([1_000], 'a', 'a', 'a')
  pullTickets(state, 1, () => 'token', 0)
  finishTicket(state, 'job-1', 'token', { kind: 'defer', afterMs: 0, reason: 'may not run yet' }, 0)
  expect(rivalsOf(state, 'a')).toEqual({ ownPaused: 1, others: [] })
  expect(forecastsOf(state)(tickets[1]!)).toMatchObject({ position: 1, startSeconds: { p50: 1 } })
})
