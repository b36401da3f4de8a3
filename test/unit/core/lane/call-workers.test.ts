import { callWorkers, hearWorker, loseWorker, newStaff, unansweredMs } from '@edgesweep/core/lane/call-workers.ts'
import { expect, test } from 'vitest'

const worker = (id: string) => ({ id, slots: 8 })

test('the lane calls as many workers as the jobs need, and no more while those are on their way', () => {
  const staff = newStaff()
  expect(callWorkers(staff, 20, 0, 10, 0)).toBe(3)
  expect(callWorkers(staff, 20, 0, 10, 1)).toBe(0)
  expect(callWorkers(staff, 33, 0, 10, 2)).toBe(2)
})

test('the lane never calls more workers than its maximum', () => {
  expect(callWorkers(newStaff(), 25_000, 0, 4, 0)).toBe(4)
})

test('the lane repeats an unanswered call, but not an answered one', () => {
  const staff = newStaff()
  callWorkers(staff, 10, 0, 10, 0)
  hearWorker(staff, worker('a'), 1)
  expect(callWorkers(staff, 10, 0, 10, unansweredMs)).toBe(1)
  hearWorker(staff, worker('a'), unansweredMs)
  expect(callWorkers(staff, 10, 0, 10, unansweredMs + 1)).toBe(0)
})

test('the lane calls another worker for one more job when every slot of the first is taken', () => {
  const staff = newStaff()
  hearWorker(staff, worker('a'), 0)
  expect(callWorkers(staff, 1, 7, 10, 1)).toBe(0)
  expect(callWorkers(staff, 1, 8, 10, 1)).toBe(1)
})

test('the lane replaces a worker that has left and a worker that fell silent', () => {
  const staff = newStaff()
  hearWorker(staff, worker('a'), 0)
  hearWorker(staff, worker('b'), 0)
  loseWorker(staff, 'a')
  expect(callWorkers(staff, 9, 0, 10, 1)).toBe(1)
  expect(callWorkers(staff, 9, 0, 10, 60_000)).toBe(2)
})

test('the lane calls no worker when no job waits', () => {
  expect(callWorkers(newStaff(), 0, 8, 10, 0)).toBe(0)
})
