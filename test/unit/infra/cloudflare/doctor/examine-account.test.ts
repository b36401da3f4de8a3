import { examineAccount } from '@edgesweep/infra/cloudflare/doctor/examine-account.ts'
import { describeFindings } from '@edgesweep/infra/cloudflare/doctor/finding.ts'
import { expect, test } from 'vitest'
import { fakeWrangler } from '../deployment/fake-wrangler.ts'
import { someWorkers } from '../some-worker.ts'

const consumed = {
  'queues info work': 'Consumers: worker:worker',
  'queues info work-dead': 'Consumers: worker:worker',
}

test('the doctor reports each missing resource of the account with a remedy', async () => {
  const failing = {
    'queues info work-dead': 'Queue not found',
    'secret list --name worker --format json': 'Worker not found',
  }
  const { wrangler } = fakeWrangler(failing, consumed)
  const findings = await examineAccount(someWorkers(), wrangler)
  const missing = findings.filter(({ state }) => state === 'missing')
  expect(missing.map(({ about }) => about)).toEqual([
    'queue work-dead',
    'secret DATABASE_URL_LIVE of api',
    'Worker worker',
  ])
  expect(missing.every(({ remedy }) => remedy === 'npm run deploy')).toBe(true)
  expect(findings.filter(({ state }) => state === 'ok').map(({ about }) => about)).toEqual([
    'Cloudflare login',
    'queue work',
    'bucket files',
    'Worker api',
    'Worker state',
  ])
})

test('the doctor reports a queue without its consumer', async () => {
  const { wrangler } = fakeWrangler({}, { ...consumed, 'queues info work': 'Number of Consumers: 0' })
  expect(await examineAccount(someWorkers(), wrangler)).toContainEqual({
    about: 'queue work',
    state: 'missing',
    detail: 'worker does not consume it',
    remedy: 'npm run deploy',
  })
})

test('without a login the doctor reports only the login, and runs no further command', async () => {
  const { wrangler, calls } = fakeWrangler({ 'whoami --json': '{"loggedIn":false}' })
  const findings = await examineAccount(someWorkers(), wrangler)
  expect(findings.filter(({ state }) => state === 'missing')).toMatchObject([
    { about: 'Cloudflare login', remedy: expect.stringContaining('wrangler login') },
  ])
  expect(findings.filter(({ state }) => state === 'unknown')).toHaveLength(6)
  expect(calls).toHaveLength(1)
})

test('without a network the doctor reports nothing as missing, and gives the reason once', async () => {
  const { wrangler } = fakeWrangler({ 'whoami --json': "Unable to resolve Cloudflare's API hostname" })
  const findings = await examineAccount(someWorkers(), wrangler)
  expect(findings.every(({ state }) => state === 'unknown')).toBe(true)
  expect(describeFindings(findings).match(/could not be reached/g)).toHaveLength(1)
})
