import { webAddress } from '../html/web-address.ts'
import type { CreativeSource } from './parse-creative.ts'
import { unwrapRedirector } from './unwrap-redirector.ts'

/** Beside an ad, these tell of advertising. */
const aboutAds =
  /(?:^|\.)(?:youradchoices\.(?:com|ca)|youronlinechoices\.(?:com|eu)|aboutads\.info|adssettings\.google\.com)$/

/**
 * Where a click on an ad leads: what its maker declares, where the page leads by itself, its first link to another site, or at last its own address;
 * null when the page has none of these.
 */
export function findLanding({ url, base, destinations, refreshes, links, addresses }: CreativeSource): string | null {
  const first = (candidates: string[], leads: (address: string) => boolean = () => true): string | undefined => {
    for (const link of candidates) {
      const address = webAddress(link, base)
      const landing = address && unwrapRedirector(address)
      if (landing && leads(landing)) return landing
    }
    return undefined
  }
  const here = url.split('#')[0]
  return (
    first(destinations) ??
    first(refreshes, (address) => address.split('#')[0] !== here) ??
    first(links, (address) => isElsewhere(new URL(address), new URL(url))) ??
    first(addresses) ??
    null
  )
}

const isElsewhere = (there: URL, here: URL): boolean => siteOf(there) !== siteOf(here) && !aboutAds.test(there.hostname)

const siteOf = ({ host }: URL): string => host.replace(/^www\./, '')
