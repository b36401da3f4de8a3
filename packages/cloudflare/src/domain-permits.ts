import type { DurableObjectNamespace } from '@cloudflare/workers-types'
import type { DomainPermits } from '@edgesweep/core/context.ts'
import { Away } from '@edgesweep/core/endings/typed-errors.ts'
import { receiveRobots, sendRobots } from '@edgesweep/core/visit/sent-robots.ts'
import { type RobotsFile, sharedRobots } from '@edgesweep/core/visit/shared-robots.ts'
import { type DomainObject, domainName, objectNamed } from './objects.ts'

/** Domain permits from the `Permits` objects behind `namespace`. Answers about robots.txt are cached for one invocation. */
export function domainPermitsOf(namespace: DurableObjectNamespace, now: () => number): DomainPermits {
  const at = (domain: string) => objectNamed<DomainObject>(namespace, domainName(domain))
  const robots = sharedRobots(now)
  const read = async (domain: string, origin: string, fetchFile: () => Promise<RobotsFile>) => {
    const known = await at(domain)
      .robots(origin)
      .catch((error) => {
        throw new Away(`the permit service for domain ${domain} does not answer: ${error}`)
      })
    if (known) return receiveRobots(known, now())
    const file = await fetchFile()
    // A file that cannot be kept is fetched again.
    await at(domain)
      .keepRobots(origin, sendRobots(file, now()))
      .catch(() => {})
    return file
  }
  return {
    ask: async (domain, ...asked) => at(domain).askDomainPermit(...asked),
    renew: async (domain, token) => at(domain).renewDomain(token),
    giveBack: async (domain, token, result) => at(domain).returnDomain(token, result),
    robots: (domain, origin, fetchFile) => robots(origin, () => read(domain, origin, fetchFile)),
  }
}
