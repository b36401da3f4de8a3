import type { DomainPermits } from '@edgesweep/core/context.ts'
import type { DeskClock } from '@edgesweep/core/desk-clock.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { sharedRobots } from '@edgesweep/core/visit/shared-robots.ts'

/** Above this number, domains without any state worth keeping are forgotten. */
const maxDesks = 1_000

/** Domain permits in the memory of this process. Its workers share a domain's limits; each other process has its own limits. */
export function localDomains(clock: DeskClock): DomainPermits {
  const desks = new Map<string, DomainDesk>()
  const at = (domain: string): DomainDesk => {
    const known = desks.get(domain)
    if (known) return known
    if (desks.size >= maxDesks) for (const [name, desk] of desks) if (desk.isAsNew()) desks.delete(name)
    const desk = new DomainDesk({ storage: null, clock, random: Math.random })
    desks.set(domain, desk)
    return desk
  }
  const robots = sharedRobots(() => clock.now())
  return {
    ask: (domain, lane, patienceMs, terms, keyId) =>
      new Promise((resolve) => at(domain).ask(lane, patienceMs, terms, resolve, keyId)),
    renew: async (domain, token) => at(domain).renew(token),
    giveBack: async (domain, token, result) => at(domain).giveBack(token, result),
    robots: (_, origin, read) => robots(origin, read),
  }
}
