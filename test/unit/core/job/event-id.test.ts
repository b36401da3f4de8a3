import { eventId } from '@edgesweep/core/job/event-id.ts'
import { expect, test } from 'vitest'

const jobId = 'job_i00000000010123456789'

test('the id of an event is the id of its job and its sequence number in base 36', () => {
  expect(eventId(jobId, 1)).toBe('evt_i000000000101234567890001')
  expect(eventId(jobId, 71)).toBe('evt_i00000000010123456789001z')
})

test('the event ids of a job sort in the order of its events', () => {
  const ids = [1, 9, 10, 35, 36, 1_295, 1_296, 46_656, 1_679_615].map((seq) => eventId(jobId, seq))
  expect(ids.toSorted()).toEqual(ids)
})
