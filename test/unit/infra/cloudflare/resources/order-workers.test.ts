import { orderWorkers } from '@edgesweep/infra/cloudflare/resources/order-workers.ts'
import { expect, test } from 'vitest'
import { someWorker, someWorkers } from '../some-worker.ts'

const names = (workers: ReturnType<typeof someWorkers>) => orderWorkers(workers).map(({ name }) => name)

test('who has classes comes before who binds them, and who works before who asks', () => {
  expect(names(someWorkers())).toEqual(['state', 'worker', 'api'])
  expect(names(someWorkers().reverse())).toEqual(['state', 'worker', 'api'])
})

test('a chain of services is deployed from its end', () => {
  const chain = [someWorker('a', { services: ['b'] }), someWorker('b', { services: ['c'] }), someWorker('c')]
  expect(names(chain)).toEqual(['c', 'b', 'a'])
})

test('a circle is refused by name', () => {
  const circle = [someWorker('a', { services: ['b'] }), someWorker('b', { services: ['a'] }), someWorker('c')]
  expect(() => orderWorkers(circle)).toThrow('a, b bind one another in a circle')
})
