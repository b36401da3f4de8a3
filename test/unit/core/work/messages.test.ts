import { Message } from '@edgesweep/core/work/messages.ts'
import { expect, test } from 'vitest'

test.each([
  { kind: 'lane.wake', lane: 'live', shard: 0 },
  { kind: 'job.outbox', jobId: 'job_i0000000001aaaaaaaaaa' },
  { kind: 'file.wake' },
  { kind: 'pipeline.wake', pipeline: 'creatives' },
])('a message of the kind $kind is valid', (message) => {
  expect(Message.parse(message)).toEqual(message)
})

test('an unknown field in a message of a later version is ignored', () => {
  const known = { kind: 'job.outbox', jobId: 'job_i0000000001aaaaaaaaaa' }
  expect(Message.parse({ ...known, since: 5 })).toEqual(known)
})

test.each([
  null,
  'lane.wake',
  {},
  { kind: 'lane.sleep' },
  { kind: 'lane.wake', lane: 'idle', shard: 0 },
  { kind: 'lane.wake', lane: 'live', shard: -1 },
  { kind: 'lane.wake', lane: 'live', shard: 0.5 },
  { kind: 'job.outbox' },
  { kind: 'pipeline.wake', pipeline: 'outlets' },
])('a malformed message is invalid: %j', (message) => {
  expect(Message.safeParse(message).success).toBe(false)
})
