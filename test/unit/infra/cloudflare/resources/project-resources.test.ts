import { resolve } from 'node:path'
import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { planSteps, titleOf } from '@edgesweep/infra/cloudflare/deployment/plan-steps.ts'
import { checkResources } from '@edgesweep/infra/cloudflare/resources/check-resources.ts'
import { orderWorkers } from '@edgesweep/infra/cloudflare/resources/order-workers.ts'
import { readResources } from '@edgesweep/infra/cloudflare/resources/read-resources.ts'
import { expect, test } from 'vitest'

const workers = readResources(resolve(import.meta.dirname, '../../../../..'))

test("this project's wrangler.jsonc files are consistent", () => {
  expect(checkResources(workers)).toEqual([])
})

test('the Worker with the Durable Objects is deployed first, the API last', () => {
  const names = orderWorkers(workers).map(({ name }) => name)
  expect(names[0]).toBe('edgesweep-state')
  expect(names.at(-1)).toBe('edgesweep-api')
  expect(names).toHaveLength(4)
})

test('every queue that a Worker sends to or consumes is provisioned once, dead letters first', () => {
  const queues = planSteps(orderWorkers(workers)).flatMap((step) => (step.kind === 'queue' ? [step.name] : []))
  const names = [...laneNames, 'files', 'imports', 'pipelines', 'webhooks'].sort().map((name) => `edgesweep-${name}`)
  expect(queues).toEqual([...names.map((name) => `${name}-dead`), ...names])
})

test('the Workers of this project are deployed after all their resources', () => {
  const kinds = planSteps(orderWorkers(workers)).map((step) => titleOf(step)[0])
  expect([...new Set(kinds)]).toEqual(['queue', 'bucket', 'database', 'secrets', 'Worker'])
})
