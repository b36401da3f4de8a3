import type { BrowserReader } from '@edgesweep/core/context.ts'
import { objectNamed, type PermitsObject } from '../objects.ts'

/** The browsers, as the `Permits` object that lends them knows them. */
export const browserReaderOf = (namespace: DurableObjectNamespace): BrowserReader => ({
  use: async () => objectNamed<PermitsObject>(namespace, 'browsers').browserUse(),
})
