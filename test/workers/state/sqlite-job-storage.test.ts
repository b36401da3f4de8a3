import { runInDurableObject } from 'cloudflare:test'
import { SqliteJobStorage } from '@edgesweep/state/src/sqlite-job-storage.ts'
import { expect, test } from 'vitest'
import { jobRunCases } from '../../support/conformance/job-run-cases.ts'
import { jobStorageCases } from '../../support/conformance/job-storage-cases.ts'
import { noUsage, someJob } from './a-job.ts'

test.each([...jobStorageCases, ...jobRunCases])('over SQLite: $name', async ({ name, run }) => {
  await runInDurableObject(someJob(`job of the test "${name}"`).stub, (_, { storage }) => {
    return run(() => new SqliteJobStorage(storage))
  })
})

test('a report on one item writes no more for a job of 400 items that all wait than for one of 4', async () => {
  const written = async (outlets: number) => {
    const id = `job_b0000000001${String(outlets).padStart(10, '0')}`
    const { stub, job } = someJob(id)
    const spec = {
      kind: 'sweep' as const,
      sweep_id: 'swp',
      outlet_ids: Array.from({ length: outlets }, (_, n) => `out_${n}`),
    }
    const header = {
      id,
      keyId: 'clock',
      lane: 'bulk' as const,
      spec,
      submittedAt: 1_000,
      deadline: Date.now() + 900_000,
    }
    const plan = spec.outlet_ids.map((label) => ({ label, follows: null }))
    await job.take(header, plan, 't1', 0, outlets)
    const report = {
      type: 'deferred',
      afterMs: 60_000,
      reason: 'x'.repeat(200),
      throttled: true,
      usage: noUsage,
    } as const
    for (let n = 0; n < outlets; n++) expect(await job.reportItem('t1', n, report)).not.toBeNull()
    expect((await job.read())!.waits).toHaveLength(Math.min(20, outlets))
    return runInDurableObject(stub, (_, { storage }) => storage.kv.get<string>('life')!.length)
  }
  expect(await written(400)).toBe(await written(4))
})
