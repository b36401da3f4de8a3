import { test } from 'vitest'
import { jobRunCases } from '../../../support/conformance/job-run-cases.ts'
import { jobStorageCases } from '../../../support/conformance/job-storage-cases.ts'
import { MapJobStorage } from '../../../support/storage/map-job-storage.ts'

test.each([...jobStorageCases, ...jobRunCases])('over a Map: $name', ({ run }) => {
  const storage = new MapJobStorage()
  return run(() => storage)
})
