import { oddProduct } from '@edgesweep/infra/demo-town/machine/odd-product.ts'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'
import { witness } from '../support/stack/town-witness.ts'

const { stack, guests } = await openStack({ guests: 1 })

test('a page is rendered only if the fetched page lacks fields, and the browser loads only the kinds of resources that the job allows', async () => {
  const town = await witness({ port: guests[0] })
  const read = async (path: string, options: object) => {
    await town.forget()
    const job = { kind: 'page', url: town.url + path, site: 'schema-org', options }
    const { body } = await ask(stack, 'POST', '/v1/jobs', job)
    await eventually(`${path} is read`, () => endedJob(stack, body.id))
    const results = await ask(stack, 'GET', `/v1/jobs/${body.id}/results`)
    return { product: results.body.data[0].result, served: (await town.served()).requests }
  }
  const options = { render: 'if-missing', waitFor: '[data-ready]' }
  const price = (n: number) => ({ state: 'found', value: expect.objectContaining({ minor: oddProduct(n).minor }) })

  const whole = await read('/odd/shop/1?plain=1', options)
  expect(whole.product.price).toEqual(price(1))
  expect(whole.served).toMatchObject({ odd: 1 })

  const half = await read('/odd/half/2', options)
  expect(half.product.price).toEqual(price(2))
  expect(half.served).toMatchObject({ odd: 2 })

  const usual = await read('/odd/shop/3', { ...options, render: true })
  expect(usual.product.price).toEqual(price(3))
  expect(usual.served.images ?? 0).toBe(0)
  const all = await read('/odd/shop/3', { ...options, render: true, block: [] })
  expect(all.served.images).toBeGreaterThan(0)
  const few = await read('/odd/shop/3', { ...options, render: true, block: ['image', 'font', 'media', 'stylesheet'] })
  expect(few.served.assets).toBeLessThan(usual.served.assets!)
})
