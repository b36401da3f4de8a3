import { Message } from '@edgesweep/core/work/messages.ts'
import { expect, test } from 'vitest'

test.each([
  { kind: 'lane.wake', lane: 'live', shard: 0 },
  { kind: 'job.outbox', jobId: 'job_i0000000001aaaaaaaaaa' },
  { kind: 'file.wake' },
  { kind: 'pipeline.wake', pipeline: 'creatives' },
])('$kind is understood', (message) => {
  expect(Message.parse(message)).toEqual(message)
})

test('a message of a later version is understood by what is known of it', () => {
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
])('%j is poison', (message) => {
  expect(Message.safeParse(message).success).toBe(false)
})
