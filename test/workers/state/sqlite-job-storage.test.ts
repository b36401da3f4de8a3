import { runInDurableObject } from 'cloudflare:test'
import { SqliteJobStorage } from '@edgesweep/state/src/sqlite-job-storage.ts'
import { test } from 'vitest'
import { jobStorageCases } from '../../support/conformance/job-storage-cases.ts'
import { someJob } from './a-job.ts'

test.each(jobStorageCases)('over SQLite: $name', async ({ name, run }) => {
  await runInDurableObject(someJob(`job of the test "${name}"`).stub, (_, { storage }) => {
    return run(() => new SqliteJobStorage(storage))
  })
})
