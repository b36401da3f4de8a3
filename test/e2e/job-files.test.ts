import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { serve } from '../support/serve.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'
import { witness } from '../support/stack/town-witness.ts'

const { stack, guests } = await openStack({ guests: 1 })

test('a job stores its screenshot and the images of its page, and the API serves them', async () => {
  const town = await witness({ port: guests[0] })
  const firstDay = today()
  const { body } = await ask(stack, 'POST', '/v1/jobs', {
    kind: 'page',
    url: `${town.url}/odd/menu/7`,
    site: 'schema-org',
    options: { render: true },
    files: ['images', 'screenshot'],
  })
  await eventually('the page is read', () => endedJob(stack, body.id))
  const files = await eventually('the files of the job are stored', async () => {
    const { data } = (await ask(stack, 'GET', `/v1/jobs/${body.id}/files`)).body
    return data.length > 2 && data.every(({ status }: { status: string }) => status === 'done') && data
  })
  const days = [firstDay, today()].join('|')
  for (const { name, sha256 } of files) expect(name).toMatch(new RegExp(`/(${days})/${body.id}/${sha256}\\.`))
  const images = files.filter(({ content_type }: { content_type: string }) => content_type.startsWith('image/svg'))
  expect(images).toHaveLength(files.length - 1)
  expect((await town.served()).requests.images, 'requests for images').toBe(images.length)

  const { id, bytes } = files.find(({ url }: { url: string }) => url.endsWith('#screenshot'))
  const headers = { authorization: `Bearer ${stack.key}` }
  const content = await fetch(`${stack.api}/v1/files/${id}/content`, { headers })
  expect([content.status, content.headers.get('content-type')]).toEqual([200, 'image/png'])
  const png = new Uint8Array(await content.arrayBuffer())
  expect([...png.slice(1, 4)]).toEqual([...Buffer.from('PNG')])
  expect(png.byteLength).toBe(bytes)
  expect((await fetch(`${stack.api}/v1/files/${id}/content`)).status).toBe(401)
})

test.each([
  ['an HTML page', 'text/html', (lamp: string) => `<script type="application/ld+json">${lamp}</script><h1>Lamp</h1>`],
  ['a JSON answer', 'application/json', (lamp: string) => lamp],
])(
  'a job that asks for a screenshot of %s gets one, even if it does not ask for rendering',
  async (_, type, bodyOf) => {
    const lamp = JSON.stringify({
      ...{ '@context': 'https://schema.org', '@type': 'Product', name: 'Lamp' },
      offers: { '@type': 'Offer', price: '9.00', priceCurrency: 'EUR' },
    })
    const { origin } = await serve(
      (_, response) => {
        response.writeHead(200, { 'content-type': type }).end(bodyOf(lamp))
      },
      onTestFinished,
      guests[0],
    )
    const request = { kind: 'page', url: `${origin}/lamp`, site: 'schema-org', files: ['screenshot'] }
    const { body } = await ask(stack, 'POST', '/v1/jobs', request)
    await eventually('the page is read', () => endedJob(stack, body.id))
    const { data } = (await ask(stack, 'GET', `/v1/jobs/${body.id}/results`)).body
    expect(data).toMatchObject([{ status: 'completed', result: { name: { value: 'Lamp' } } }])
    const files = (await ask(stack, 'GET', `/v1/jobs/${body.id}/files`)).body.data
    expect(files).toMatchObject([{ content_type: 'image/png' }])
  },
)

const today = () => new Date().toISOString().slice(0, 10)
