import type { DomainState } from '@edgesweep/core/permit/domain-state.ts'
import { test } from 'vitest'
import { domainStorageCases } from '../../../support/conformance/domain-storage-cases.ts'
import { mapPermitStorage } from '../../../support/storage/map-permit-storage.ts'

test.each(domainStorageCases)('over a Map: $name', ({ run }) => {
  const storage = mapPermitStorage<DomainState>()
  return run(() => storage)
})
