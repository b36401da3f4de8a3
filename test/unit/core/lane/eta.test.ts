import { forecastTicket } from '@edgesweep/core/lane/eta.ts'
import { submitTickets } from '@edgesweep/core/lane/lane-machine.ts'
import { restoreLane } from '@edgesweep/core/lane/lane-state.ts'
import { expect, test } from 'vitest'

function laneOf(serviceTimes: number[], ...keys: string[]) {
  const state = restoreLane([], 1, serviceTimes)
  const wanted = keys.map((keyId) => ({ keyId, deadline: 1_000, coalesce: null }))
  const { added } = submitTickets(state, wanted, (sequence) => `job-${sequence}`, 0)
  return { state, tickets: added.map(({ ticket }) => ticket) }
}

test('the position counts only the own jobs ahead', () => {
  const { state, tickets } = laneOf([], 'a', 'a', 'b', 'a')
  expect(tickets.map((ticket) => forecastTicket(state, ticket, 8).position)).toEqual([1, 2, 1, 3])
})

test("another's 1,000 jobs delay a caller's first by one turn", () => {
  const many = Array<string>(1_000).fill('many')
  const { state, tickets } = laneOf([2_000], ...many, 'few')
  expect(forecastTicket(state, tickets.at(-1)!, 1).etaSeconds).toEqual({ p50: 4, p90: 4 })
  expect(forecastTicket(state, tickets.at(999)!, 1).etaSeconds.p50).toBe(2_002)
})

test('the median and the ninetieth percentile of what jobs took make the two estimates', () => {
  const { state, tickets } = laneOf([9_000, 1_000, 2_000, 3_000, 2_000, 1_000, 2_000, 2_000, 2_000, 30_000], 'a')
  expect(forecastTicket(state, tickets[0]!, 4).etaSeconds).toEqual({ p50: 2, p90: 30 })
})

test('a lane that has served nothing yet assumes five seconds a job', () => {
  const { state, tickets } = laneOf([], 'a')
  expect(forecastTicket(state, tickets[0]!, 4).etaSeconds).toEqual({ p50: 5, p90: 5 })
})
