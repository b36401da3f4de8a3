import { checkResources } from '@edgesweep/infra/cloudflare/resources/check-resources.ts'
import type { WorkerResources } from '@edgesweep/infra/cloudflare/resources/resources.ts'
import { expect, test } from 'vitest'
import { someWorker, someWorkers } from '../some-worker.ts'

const [api, state, worker] = someWorkers() as [WorkerResources, WorkerResources, WorkerResources]

test('Workers that fit together have no problem', () => {
  expect(checkResources([api, state, worker])).toEqual([])
})

test.each<[what: string, workers: WorkerResources[], problem: RegExp]>([
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
    'a consumer that nobody sends to',
    [worker, someWorker('other', { classes: [] })],
    /consumes the queue work, to which no Worker sends/,
  ],
  [
    'a queue without a dead-letter queue',
    [state, { ...worker, consumes: [{ queue: 'work', deadLetterQueue: null }] }],
    /work without a dead-letter queue/,
  ],
  [
    'dead letters that nobody consumes',
    [state, { ...worker, consumes: [{ queue: 'work', deadLetterQueue: 'work-dead' }] }],
    /work-dead of work has no consumer/,
  ],
  ['a class of a Worker that is not there', [api], /binds the class Lane of state, but there is no such Worker/],
  ['a class that no migration makes', [{ ...state, classes: [] }, worker], /Lane of state, which no migration/],
  ['a service that is not there', [someWorker('a', { services: ['b'] })], /a calls b, but there is no such Worker/],
  ['two Workers of one name', [someWorker('a'), someWorker('a')], /Two Workers are named a/],
])('%s is a problem', (_, workers, problem) => {
  expect(checkResources(workers)).toContainEqual(expect.stringMatching(problem))
})
