import type { DomainPermits } from '@edgesweep/core/context.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { sharedRobots } from '@edgesweep/core/visit/shared-robots.ts'

/** Beyond so many domains, those that are at rest are forgotten. */
const maxDesks = 1_000

/** Permits for domains that are kept in this process: its workers keep to a domain's limits together, and other processes have their own. */
export function localDomains(now: () => number): DomainPermits {
  const desks = new Map<string, DomainDesk>()
  const at = (domain: string): DomainDesk => {
    const known = desks.get(domain)
    if (known) return known
    if (desks.size >= maxDesks) for (const [name, desk] of desks) if (desk.isAsNew()) desks.delete(name)
    const desk = new DomainDesk(null)
    desks.set(domain, desk)
    return desk
  }
  const robots = sharedRobots(now)
  return {
    ask: (domain, lane, patienceMs, terms) => at(domain).ask(lane, patienceMs, terms),
    renew: async (domain, token) => at(domain).renew(token),
    giveBack: async (domain, token, result) => at(domain).giveBack(token, result),
    robots: (_, origin, read) => robots(origin, read),
  }
}
