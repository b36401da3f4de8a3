import type { BrowserReader } from '@edgesweep/core/context.ts'
import { objectNamed, type PermitsObject } from '../objects.ts'

/** Reads the use of the browsers from the `Permits` object that lends them. */
export const browserReaderOf = (namespace: DurableObjectNamespace): BrowserReader => ({
  use: async () => objectNamed<PermitsObject>(namespace, 'browsers').browserUse(),
})
