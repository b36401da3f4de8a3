import type { BrowserState } from '@edgesweep/core/permit/browser-state.ts'
import { test } from 'vitest'
import { browserStorageCases } from '../../../support/conformance/browser-storage-cases.ts'
import { mapPermitStorage } from '../../../support/storage/map-permit-storage.ts'

test.each(browserStorageCases)('over a Map: $name', ({ run }) => {
  const storage = mapPermitStorage<BrowserState>()
  return run(() => storage)
})
