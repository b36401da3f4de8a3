import { join, resolve } from 'node:path'
import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { expect, test } from 'vitest'
import { unstable_readConfig } from 'wrangler'

interface Queues {
  producers?: Array<{ binding: string; queue: string }>
  consumers?: Array<{ queue: string; dead_letter_queue?: string; max_batch_size?: number }>
}

const root = resolve(import.meta.dirname, '../../../../..')

const queuesOf = (app: string): Required<Queues> => {
  const { queues }: { queues: Queues } = unstable_readConfig({ config: join(root, 'apps', app, 'wrangler.jsonc') })
  return { producers: [], consumers: [], ...queues }
}

test.each(laneNames)('apps/state/wrangler.jsonc sends the calls of the lane %s to its queue', (lane) => {
  const { producers } = queuesOf('state')
  expect(producers.find(({ binding }) => binding === `${lane.toUpperCase()}_QUEUE`)).toMatchObject({
    queue: `edgesweep-${lane}`,
  })
})

test.each(laneNames)('apps/scraper/wrangler.jsonc consumes the queue of the lane %s, one message at a time', (lane) => {
  const { consumers } = queuesOf('scraper')
  expect(consumers.find(({ queue }) => queue === `edgesweep-${lane}`)).toMatchObject({
    max_batch_size: 1,
    dead_letter_queue: `edgesweep-${lane}-dead`,
  })
})

test.each(laneNames)('apps/background/wrangler.jsonc consumes the dead letters of the lane %s', (lane) => {
  expect(queuesOf('background').consumers.map(({ queue }) => queue)).toContain(`edgesweep-${lane}-dead`)
})
