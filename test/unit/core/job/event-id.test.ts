import { eventId } from '@edgesweep/core/job/event-id.ts'
import { expect, test } from 'vitest'

const jobId = 'job_i00000000010123456789'

test('an event keeps the id that receivers know it by: the job, and its place in the log in base 36', () => {
  expect(eventId(jobId, 1)).toBe('evt_i000000000101234567890001')
  expect(eventId(jobId, 71)).toBe('evt_i00000000010123456789001z')
})

test('the ids of a job sort as its events came', () => {
  const ids = [1, 9, 10, 35, 36, 1_295, 1_296, 46_656, 1_679_615].map((seq) => eventId(jobId, seq))
  expect(ids.toSorted()).toEqual(ids)
})
