import { existsSync, readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { realFolder } from '../support/real-folder.ts'
import { serve } from '../support/serve.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'

const folder = realFolder('shop-pages')
const opened = folder ? await openStack({ guests: 1 }) : undefined

/** Pages without a price in their structured data. The right answer is `missing`. */
const withoutStructuredPrice = ['amazon.html', 'amazon-gorilla.html', 'potterybarn.html', 'globalindustrial.html']

test.skipIf(!folder)(
  'a page job reads the prices of real shop pages, and reports missing for a page without a structured price',
  async () => {
    const { stack, guests } = opened!
    const listener: RequestListener = (request, response) => {
      const file = join(folder!, basename(request.url ?? ''))
      response.writeHead(existsSync(file) ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
      response.end(existsSync(file) ? readFileSync(file) : '')
    }
    const site = await serve(listener, onTestFinished, guests[0])
    const pages = JSON.parse(readFileSync(join(folder!, 'expected.json'), 'utf8')) as Array<{
      file: string
      price: string | null
    }>
    const prices: Record<string, string> = {}
    for (const { file } of pages) {
      const { body } = await ask(stack, 'POST', '/v1/jobs', {
        kind: 'page',
        url: `${site.origin}/${file}`,
        site: 'schema-org',
      })
      await eventually(`${file} is read`, () => endedJob(stack, body.id))
      const { body: results } = await ask(stack, 'GET', `/v1/jobs/${body.id}/results`)
      const { result, status } = results.data[0]
      expect({ file, status }).toEqual({ file, status: 'completed' })
      expect(result.raw_page).toMatch(/^pages\/[0-9a-f]{64}$/)
      prices[file] = result.price.state === 'found' ? (result.price.value.minor / 100).toFixed(2) : result.price.state
    }
    const expected = pages.map(({ file, price }) => [
      file,
      withoutStructuredPrice.includes(file) ? 'missing' : Number(price).toFixed(2),
    ])
    expect(prices).toEqual(Object.fromEntries(expected))
  },
)
