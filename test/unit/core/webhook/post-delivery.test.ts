import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { postDelivery } from '@edgesweep/core/webhook/post-delivery.ts'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { serve } from '../../../support/serve.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const settings = settingsFrom({})
const resolve = async () => ['93.184.216.34']
const delivery = {
  eventId: 'evt_1',
  url: 'https://hooks.example.com/',
  secret,
  body: '{"type":"job.started"}',
  sequence: 7,
}
const clock = { now: () => Date.now(), sleep: async () => {} }

/** Posts a delivery to a test server and returns the request and the attempt. */
async function post(answer: RequestListener, changes: Partial<typeof delivery> = {}) {
  const received: Array<{ method: string; url: string; headers: IncomingHttpHeaders; body: string }> = []
  const { host, origin } = await serve(async (request, response) => {
    const { method = '', url = '', headers } = request
    received.push({ method, url, headers, body: await text(request) })
    answer(request, response)
  })
  const ctx = { fetch: globalThis.fetch, clock, resolve, settings: { ...settings, allowedTargets: [host] } }
  const attempt = await postDelivery(ctx, { ...delivery, url: `${origin}/hook`, ...changes })
  return { attempt, received }
}

const answered = (status: number, headers: Record<string, string> = {}): RequestListener => {
  return (_, response) => response.writeHead(status, headers).end('thanks')
}

test('the signature equals that of the published example', async () => {
  let signed: Headers | undefined
  const ctx = {
    clock: { ...clock, now: () => 1_614_265_330_000 },
    settings,
    resolve,
    fetch: async (_: unknown, init?: RequestInit) => {
      signed = new Headers(init?.headers)
      return new Response()
    },
  }
  await postDelivery(ctx, { ...delivery, eventId: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' })
  expect(Object.fromEntries(signed!)).toMatchObject({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('a delivery verifies with the secret, but not after one byte changed', async () => {
  const { attempt, received } = await post(answered(204))
  expect(attempt).toMatchObject({ statusCode: 204, error: null, retryAfter: null })
  expect(received).toHaveLength(1)
  const { method, headers, body } = received[0]!
  expect([method, headers['content-type'], headers['edgesweep-sequence']]).toEqual(['POST', 'application/json', '7'])
  const webhook = new Webhook(secret)
  expect(webhook.verify(body, headers as Record<string, string>)).toEqual({ type: 'job.started' })
  expect(() => webhook.verify(body.replace('started', 'stopped'), headers as Record<string, string>)).toThrow()
})

test('a redirect is a failure and is not followed', async () => {
  const { attempt, received } = await post(answered(307, { location: '/elsewhere' }))
  expect(attempt).toMatchObject({ statusCode: 307, error: 'answered 307' })
  expect(received.map((request) => request.url)).toEqual(['/hook'])
})

test('a 410 answer is reported with its status', async () => {
  const { attempt } = await post(answered(410))
  expect(attempt).toMatchObject({ statusCode: 410, error: 'answered 410' })
})

test.each([
  ['120', 120],
  ['0.5', null],
  [new Date(Date.now() - 60_000).toUTCString(), null],
  ['999999999', 86_400],
  ['-5', null],
  ['0', null],
  ['soon', null],
])('Retry-After %s asks to wait %s seconds', async (header, seconds) => {
  const { attempt } = await post(answered(503, { 'retry-after': header }))
  expect(attempt).toMatchObject({ statusCode: 503, retryAfter: seconds })
})

test('Retry-After may be a date', async () => {
  const { attempt } = await post(answered(503, { 'retry-after': new Date(Date.now() + 600_000).toUTCString() }))
  expect(attempt.retryAfter).toBeGreaterThan(590)
  expect(attempt.retryAfter).toBeLessThanOrEqual(600)
})

test('a delivery to a forbidden address is not sent', async () => {
  const { attempt, received } = await post(answered(200), { url: 'http://127.0.0.1:1/hook' })
  expect(attempt).toMatchObject({ statusCode: null, error: expect.stringContaining('not on the public internet') })
  expect(received).toEqual([])
})

test('a missing answer is reported as an error, not thrown', async () => {
  const { attempt } = await post((request) => request.socket.destroy())
  expect(attempt).toMatchObject({ statusCode: null, error: expect.any(String) })
})

test('a delivery without a secret is not sent', async () => {
  const { host, origin } = await serve(() => expect.unreachable())
  const ctx = { fetch: globalThis.fetch, clock, resolve, settings: { ...settings, allowedTargets: [host] } }
  const attempt = await postDelivery(ctx, { ...delivery, url: origin, secret: null })
  expect(attempt).toMatchObject({ statusCode: null, error: 'the API key was deleted, and its signing secret with it' })
})

test('a delivery without a sequence number has no sequence header', async () => {
  const { received } = await post(answered(200), { sequence: null as unknown as number })
  expect(received[0]!.headers).not.toHaveProperty('edgesweep-sequence')
})

test.each([
  { answers: false, fault: 'ours' },
  { answers: undefined, fault: 'ours' },
  { answers: true, fault: 'domain' },
])(
  'a connection that is lost while the resolver answers: $answers, is the fault: $fault',
  async ({ answers, fault }) => {
    const lost = async () => {
      throw new Error('Network connection lost.')
    }
    const asks = answers === undefined ? {} : { answers: async () => answers }
    const ctx = { clock, settings, fetch: lost, resolve: Object.assign(async () => ['93.184.216.34'], asks) }
    const { ending, statusCode } = await postDelivery(ctx, delivery)
    expect([ending.kind !== 'done' && ending.fault, statusCode]).toEqual([fault, null])
  },
)

test('a resolver that does not answer is our fault, and nothing is sent', async () => {
  const resolve = async () => {
    throw new Error('hooks.example.com could not be resolved: HTTP 503')
  }
  const ctx = { clock, settings, resolve, fetch: async () => expect.unreachable() }
  expect(await postDelivery(ctx, delivery)).toMatchObject({
    ending: { fault: 'ours', kind: 'outage' },
    statusCode: null,
  })
})
