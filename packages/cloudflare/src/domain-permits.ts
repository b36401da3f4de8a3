import type { DomainPermits } from '@edgesweep/core/context.ts'
import type { Settings } from '@edgesweep/core/settings.ts'
import { objectNamed, type PermitsObject } from './objects.ts'

/** Permits for domains, as the `Permits` objects behind `namespace`, with the slots that the operator set. */
export function domainPermitsOf(namespace: DurableObjectNamespace, settings: Settings): DomainPermits {
  const at = (domain: string) => objectNamed<PermitsObject>(namespace, `domain:${domain}`)
  return {
    ask: async (domain, lane, until) =>
      at(domain).askDomain(lane, until, settings.domainSlotsByHost[domain] ?? settings.domainSlots),
    giveBack: async (domain, token) => at(domain).returnDomain(token),
  }
}
