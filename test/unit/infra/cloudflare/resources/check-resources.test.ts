import { checkResources } from '@edgesweep/infra/cloudflare/resources/check-resources.ts'
import type { WorkerResources } from '@edgesweep/infra/cloudflare/resources/resources.ts'
import { expect, test } from 'vitest'
import { someWorker, someWorkers } from '../some-worker.ts'

const [api, state, worker] = someWorkers() as [WorkerResources, WorkerResources, WorkerResources]

test('consistent Workers have no problem', () => {
  expect(checkResources([api, state, worker])).toEqual([])
})

test.each<[title: string, workers: WorkerResources[], problem: RegExp]>([
  [
    'a queue without a consumer',
    [someWorker('a', { produces: ['lost'] })],
    /sends to the queue lost, which has no consumer/,
  ],
  [
    'a queue with two consumers',
    [state, worker, someWorker('other', { consumes: [{ queue: 'work', deadLetterQueue: 'work-dead' }] })],
    /work has several consumers \(worker, other\)/,
  ],
  [
    'a consumer of a queue without a sender',
    [worker, someWorker('other', { classes: [] })],
    /consumes the queue work, to which no Worker sends/,
  ],
  [
    'a queue without a dead-letter queue',
    [state, { ...worker, consumes: [{ queue: 'work', deadLetterQueue: null }] }],
    /work without a dead-letter queue/,
  ],
  [
    'a dead-letter queue without a consumer',
    [state, { ...worker, consumes: [{ queue: 'work', deadLetterQueue: 'work-dead' }] }],
    /work-dead of work has no consumer/,
  ],
  ['a class of a missing Worker', [api], /binds the class Lane of state, but there is no such Worker/],
  ['a class that no migration creates', [{ ...state, classes: [] }, worker], /Lane of state, which no migration/],
  ['a missing service', [someWorker('a', { services: ['b'] })], /a calls b, but there is no such Worker/],
  [
    'a setting that cannot be right',
    [someWorker('a', { variables: { FILE_RETENTION_DAYS: 'a year' } })],
    /^a has an invalid setting: FILE_RETENTION_DAYS must be a whole number of days from 1 to 36500, or "forever", not "a year"\.$/,
  ],
  [
    'a retention that two Workers set differently',
    ['7', 'forever'].map((days) => someWorker(`worker-${days}`, { variables: { FILE_RETENTION_DAYS: days } })),
    /^FILE_RETENTION_DAYS is 7 in one Worker and forever in another: set both alike\.$/,
  ],
  ['two Workers with the same name', [someWorker('a'), someWorker('a')], /Two Workers are named a/],
])('%s is a problem', (_, workers, problem) => {
  expect(checkResources(workers)).toContainEqual(expect.stringMatching(problem))
})
