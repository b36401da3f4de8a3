import type { DomainReader } from '@edgesweep/core/context.ts'
import { type DomainObject, type DomainsObject, domainName, objectNamed } from './objects.ts'

/** Reads domains from their `Permits` objects behind `namespace`, and from the index that they report to. */
export const domainReaderOf = (namespace: DurableObjectNamespace): DomainReader => ({
  use: async (domain) => objectNamed<DomainObject>(namespace, domainName(domain)).domainUse(),
  busiest: async (most) => objectNamed<DomainsObject>(namespace, 'domains').busiestDomains(most),
})
