import { checkResources } from '@edgesweep/infra/cloudflare/resources/check-resources.ts'
import type { WorkerResources } from '@edgesweep/infra/cloudflare/resources/resources.ts'
import { expect, test } from 'vitest'
import { someWorker, someWorkers } from '../some-worker.ts'

const [api, state, worker] = someWorkers() as [WorkerResources, WorkerResources, WorkerResources]

test('consistent Workers have no problem', () => {
  expect(checkResources([api, state, worker])).toEqual([])
})

test('a Worker without any retention and one that sets a default explicitly contradict no other', () => {
  const variables = { JOB_RETENTION_DAYS: '30' }
  const workers = [
    someWorker('a', { variables }),
    someWorker('b', { variables: { ...variables, DELIVERY_RETENTION_DAYS: '30' } }),
    someWorker('c'),
  ]
  expect(checkResources(workers)).toEqual([])
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
    /^a has an invalid setting: FILE_RETENTION_DAYS must be a whole number of days from 9 to 36500, or "forever", not "a year"\.$/,
  ],
  [
    'a retention that two Workers set differently',
    ['9', 'forever'].map((days) => someWorker(`worker-${days}`, { variables: { FILE_RETENTION_DAYS: days } })),
    /^FILE_RETENTION_DAYS is 9 in one Worker and forever in another: set both alike\.$/,
  ],
  [
    'a retention that one Worker sets and another leaves at its default',
    [
      someWorker('a', { variables: { SWEEP_RETENTION_DAYS: '80', ORPHAN_RETENTION_DAYS: '7' } }),
      someWorker('b', { variables: { ORPHAN_RETENTION_DAYS: '7' } }),
    ],
    /^SWEEP_RETENTION_DAYS is 80 in one Worker and 90 in another: set both alike\.$/,
  ],
  ['two Workers with the same name', [someWorker('a'), someWorker('a')], /Two Workers are named a/],
])('%s is a problem', (_, workers, problem) => {
  expect(checkResources(workers)).toContainEqual(expect.stringMatching(problem))
})
