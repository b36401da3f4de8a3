import { callWorkers, hearWorker, loseWorker, newStaff, unansweredMs } from '@edgesweep/core/lane/call-workers.ts'
import { expect, test } from 'vitest'

const worker = (id: string) => ({ id, slots: 8 })

test('as many workers are called as the work needs, and not one more while they are on their way', () => {
  const staff = newStaff()
  expect(callWorkers(staff, 20, 0, 10, 0)).toBe(3)
  expect(callWorkers(staff, 20, 0, 10, 1)).toBe(0)
  expect(callWorkers(staff, 33, 0, 10, 2)).toBe(2)
})

test('never more than the most', () => {
  expect(callWorkers(newStaff(), 25_000, 0, 4, 0)).toBe(4)
})

test('a call that nobody answers is made again, one that was answered is not', () => {
  const staff = newStaff()
  callWorkers(staff, 10, 0, 10, 0)
  hearWorker(staff, worker('a'), 1)
  expect(callWorkers(staff, 10, 0, 10, unansweredMs)).toBe(1)
  hearWorker(staff, worker('a'), unansweredMs)
  expect(callWorkers(staff, 10, 0, 10, unansweredMs + 1)).toBe(0)
})

test('work in hand counts: one more job calls another worker when the first has its hands full', () => {
  const staff = newStaff()
  hearWorker(staff, worker('a'), 0)
  expect(callWorkers(staff, 1, 7, 10, 1)).toBe(0)
  expect(callWorkers(staff, 1, 8, 10, 1)).toBe(1)
})

test('a worker that has left, and one that fell silent, are replaced', () => {
  const staff = newStaff()
  hearWorker(staff, worker('a'), 0)
  hearWorker(staff, worker('b'), 0)
  loseWorker(staff, 'a')
  expect(callWorkers(staff, 9, 0, 10, 1)).toBe(1)
  expect(callWorkers(staff, 9, 0, 10, 60_000)).toBe(2)
})

test('without work nobody is called', () => {
  expect(callWorkers(newStaff(), 0, 8, 10, 0)).toBe(0)
})
