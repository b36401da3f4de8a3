import { orderWorkers } from '@edgesweep/infra/cloudflare/resources/order-workers.ts'
import { expect, test } from 'vitest'
import { someWorker, someWorkers } from '../some-worker.ts'

const names = (workers: ReturnType<typeof someWorkers>) => orderWorkers(workers).map(({ name }) => name)

test('a Worker is deployed before those that bind its classes, and consumers before the API', () => {
  expect(names(someWorkers())).toEqual(['state', 'worker', 'api'])
  expect(names(someWorkers().reverse())).toEqual(['state', 'worker', 'api'])
})

test('a chain of services is deployed in reverse order', () => {
  const chain = [someWorker('a', { services: ['b'] }), someWorker('b', { services: ['c'] }), someWorker('c')]
  expect(names(chain)).toEqual(['c', 'b', 'a'])
})

test('the error for a circle of services names its Workers', () => {
  const circle = [someWorker('a', { services: ['b'] }), someWorker('b', { services: ['a'] }), someWorker('c')]
  expect(() => orderWorkers(circle)).toThrow('a, b bind each other in a circle')
})
