import { runInDurableObject } from 'cloudflare:test'
import { browserStorage, domainStorage } from '@edgesweep/state/src/sqlite-permit-storage.ts'
import { test } from 'vitest'
import { browserStorageCases } from '../../support/conformance/browser-storage-cases.ts'
import { domainStorageCases } from '../../support/conformance/domain-storage-cases.ts'
import { somePermits } from './a-job.ts'

test.each(domainStorageCases)('the permits of a domain over SQLite: $name', async ({ run }) => {
  await runInDurableObject(somePermits().stub, (_, { storage }) => run(() => domainStorage(storage)))
})

test.each(browserStorageCases)('the slots of browsers over SQLite: $name', async ({ run }) => {
  await runInDurableObject(somePermits().stub, (_, { storage }) => run(() => browserStorage(storage)))
})
