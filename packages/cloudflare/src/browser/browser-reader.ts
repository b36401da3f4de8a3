import type { BrowserReader } from '@edgesweep/core/context.ts'
import { type BrowsersObject, objectNamed } from '../objects.ts'

/** Reads the use of the browsers from the `Permits` object that lends them. */
export const browserReaderOf = (namespace: DurableObjectNamespace): BrowserReader => ({
  use: async () => objectNamed<BrowsersObject>(namespace, 'browsers').browserUse(),
})
