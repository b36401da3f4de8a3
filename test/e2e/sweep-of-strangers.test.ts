import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { serve } from '../support/serve.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'

const { stack, guests } = await openStack({ guests: 3 })

const lamp = `<script type="application/ld+json">${JSON.stringify({
  ...{ '@context': 'https://schema.org', '@type': 'Product', name: 'Lamp' },
  offers: { '@type': 'Offer', price: '9.00', priceCurrency: 'EUR', availability: 'InStock' },
})}</script>`

/** Serves a shop that asks for a pause at every request, and one that shows its page. The domain of the first is paused after the test, too. */
async function shops(pauseSeconds: number, ports: number[]) {
  const [busy, calm] = await Promise.all(
    ports.map((port, n) =>
      serve(
        (request, response) => {
          if (request.url === '/robots.txt') return response.writeHead(404).end()
          if (n === 0) return response.writeHead(503, { 'retry-after': String(pauseSeconds) }).end()
          return response.writeHead(200, { 'content-type': 'text/html' }).end(lamp)
        },
        onTestFinished,
        port,
      ),
    ),
  )
  return { busy: busy!.origin, calm: calm!.origin }
}

async function createOutlet(url: string): Promise<string> {
  const outlet = { site: 'schema-org', name: url, url, interval_seconds: 86_400 }
  return (await ask(stack, 'POST', '/v1/outlets', outlet)).body.id
}

/** Sweeps outlets once the sweep that the clock may have started has ended. Returns the id of the job. */
const sweepOf = (outlets: string[]): Promise<string> =>
  eventually('the outlets are free', async () => {
    const { status, body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep', outlet_ids: outlets })
    return status === 202 && body.id
  })

test('an outlet that asks for a pause of an hour holds up no other outlet, and its sweep counts and explains it', async () => {
  const { busy, calm } = await shops(3_600, [guests[0]!, guests[1]!])
  const outlets = await Promise.all([`${busy}/`, `${calm}/1`, `${calm}/2`].map(createOutlet))
  const id = await sweepOf(outlets)
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
  const verdicts = (await ask(stack, 'GET', `/v1/sweeps/${sweep.id}/outlets`)).body.data
  expect(
    Object.fromEntries(verdicts.map((one: { outlet_id: string; verdict: string }) => [one.outlet_id, one.verdict])),
  ).toEqual({
    [outlets[0]!]: 'not_reached',
    [outlets[1]!]: 'extracted',
    [outlets[2]!]: 'extracted',
  })
})

test('an outlet is free for its next sweep while its first sweep still waits for another outlet', async () => {
  const { busy, calm } = await shops(300, [guests[2]!, guests[1]!])
  const [waiting, ready] = await Promise.all([createOutlet(`${busy}/slow`), createOutlet(`${calm}/3`)])
  const first = await sweepOf([waiting!, ready!])
  await eventually('the first outlet is extracted', async () => {
    const { body } = await ask(stack, 'GET', `/v1/jobs/${first}`)
    return body.completed === 2
  })
  const second = await sweepOf([ready!])
  expect(await eventually('the second sweep ends', () => endedJob(stack, second))).toMatchObject({
    status: 'completed',
  })
  expect((await ask(stack, 'GET', `/v1/jobs/${first}`)).body).toMatchObject({ status: 'running', completed: 2 })
  await ask(stack, 'POST', `/v1/jobs/${first}/cancel`)
})
