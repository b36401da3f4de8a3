import { createInbox } from '@edgesweep/infra/local/inbox/create-inbox.ts'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'

const secret = `whsec_${Buffer.from('a secret of the local inbox').toString('base64')}`

function signed(body: string, at = new Date()) {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
    'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
  }
}

const body = '{"type":"job.completed",  "data":{}}'

async function delivered(headers: Record<string, string>, sent = body) {
  const inbox = createInbox(secret)
  const answer = await inbox.request('/', { method: 'POST', headers, body: sent })
  expect(answer.status).toBe(200)
  const messages = (await (await inbox.request('/messages')).json()) as object[]
  expect(messages).toHaveLength(1)
  return messages[0]
}

test('the inbox stores a signed webhook unchanged and verified, with its event', async () => {
  expect(await delivered(signed(body))).toMatchObject({
    id: 'evt_1',
    verified: true,
    event: 'job.completed',
    text: 'completed',
    body,
  })
})

test.for([
  ['a changed body', signed(body.replace('completed', 'failed'))],
  ['no signature', {}],
  ['an old signature', signed(body, new Date(Date.now() - 3_600_000))],
] as const)('the inbox stores a webhook with %s as not verified', async ([, headers]) => {
  expect(await delivered({ ...headers })).toMatchObject({ verified: false, event: 'job.completed' })
})

test('a webhook whose body is not JSON has no event', async () => {
  expect(await delivered({}, 'hello')).toMatchObject({ event: null, body: 'hello' })
})

test('the inbox answers with a set status a set number of times, and stores those webhooks too', async () => {
  const inbox = createInbox(secret)
  const answer = { method: 'POST', body: JSON.stringify({ status: 503, times: 2 }) }
  expect((await inbox.request('/_inbox/answer', answer)).status).toBe(200)
  const statuses = []
  for (let n = 0; n < 3; n++) statuses.push((await inbox.request('/', { method: 'POST', body })).status)
  expect(statuses).toEqual([503, 503, 200])
  expect(await (await inbox.request('/messages')).json()).toHaveLength(3)
})

test('the inbox refuses to answer with status 99', async () => {
  const inbox = createInbox(secret)
  const answer = { method: 'POST', body: JSON.stringify({ status: 99, times: 1 }) }
  expect((await inbox.request('/_inbox/answer', answer)).status).toBe(400)
})

test('the inbox keeps only the newest 1,000 webhooks', async () => {
  const inbox = createInbox(secret)
  for (let n = 0; n < 1_002; n++)
    await inbox.request('/', { method: 'POST', headers: { 'webhook-id': `evt_${n}` }, body })
  const messages = (await (await inbox.request('/messages')).json()) as { id: string }[]
  expect([messages.length, messages[0]?.id, messages.at(-1)?.id]).toEqual([1_000, 'evt_2', 'evt_1001'])
})
