import { env } from 'cloudflare:workers'
import { CallCount } from '@edgesweep/cloudflare/count-calls.ts'
import { jobsOf } from '@edgesweep/cloudflare/jobs.ts'
import { expect, test } from 'vitest'
import { noUsage } from './a-job.ts'

test('each call to an object through a counted namespace is counted and reaches the object', async () => {
  const calls = new CallCount()
  const jobs = jobsOf(calls.objects(env.JOB_STATUS))
  const id = 'job_i00000000770123456789'
  const spec = { kind: 'cart' as const, items: ['milk'], zipcode: '10001' }
  const header = {
    id,
    keyId: 'key_a',
    lane: 'interactive' as const,
    spec,
    submittedAt: 1_000,
    deadline: Date.now() + 60_000,
  }
  expect(await jobs.take(header, [{ label: 'milk', follows: null }], 't1', 0, 1)).toMatchObject({ started: [0] })
  const report = { type: 'ended', status: 'completed', result: 'milk', error: null, usage: noUsage } as const
  expect(await jobs.reportItem(id, 't1', 0, report)).toMatchObject({ ended: true })
  expect(await jobs.results(id, 0, 1)).toMatchObject({ items: [{ result: 'milk' }] })
  expect(calls.made).toBe(3)
})
