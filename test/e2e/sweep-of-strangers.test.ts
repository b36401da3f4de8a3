import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { serve } from '../support/serve.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'

const { stack, guests } = await openStack({ guests: 2 })

const lamp = `<script type="application/ld+json">${JSON.stringify({
  ...{ '@context': 'https://schema.org', '@type': 'Product', name: 'Lamp' },
  offers: { '@type': 'Offer', price: '9.00', priceCurrency: 'EUR', availability: 'InStock' },
})}</script>`

test('an outlet that asks for a pause of an hour holds up no other outlet, and its sweep counts and explains it', async () => {
  const [busy, calm] = await Promise.all(
    guests.map((port, n) =>
      serve(
        (request, response) => {
          if (request.url === '/robots.txt') return response.writeHead(404).end()
          if (n === 0) return response.writeHead(503, { 'retry-after': '3600' }).end()
          return response.writeHead(200, { 'content-type': 'text/html' }).end(lamp)
        },
        onTestFinished,
        port,
      ),
    ),
  )
  const create = async (url: string) => {
    const outlet = { site: 'schema-org', name: url, url, interval_seconds: 86_400 }
    return (await ask(stack, 'POST', '/v1/outlets', outlet)).body.id as string
  }
  const outlets = [
    await create(`${busy!.origin}/`),
    await create(`${calm!.origin}/1`),
    await create(`${calm!.origin}/2`),
  ]
  const { id } = await eventually('the outlets are free', async () => {
    const { status, body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep', outlet_ids: outlets })
    return status === 202 && body
  })
  const job = await eventually('the sweep ends', () => endedJob(stack, id))
  expect(job).toMatchObject({ status: 'partial', total: 6, completed: 4, failed: 2 })
  const { data: items } = (await ask(stack, 'GET', `/v1/jobs/${id}/results`)).body
  const errors = items.flatMap(({ error }: { error: string | null }) => error ?? [])
  expect(errors).toHaveLength(2)
  for (const error of errors)
    expect(error).toMatch(/^not reached: domain .*; the wait until .* would outlast the deadline, /)
  const sweep = await eventually('the sweep has its outcome', async () => {
    const { data } = (await ask(stack, 'GET', '/v1/sweeps?limit=20')).body
    return data.find((one: { job_id: string; ended_at: string | null }) => one.job_id === id && one.ended_at)
  })
  expect(sweep).toMatchObject({
    status: 'partial',
    summary: { status: 'partial', total: 6, completed: 4, failed: 2, scanned: 2, extracted: 2 },
  })
})
