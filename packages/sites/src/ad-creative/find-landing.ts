import { webAddress } from '../html/web-address.ts'
import type { CreativeSource } from './parse-creative.ts'

/** Links to pages about advertising itself, such as "AdChoices", are not the landing page. */
const aboutAds =
  /(?:^|\.)(?:youradchoices\.(?:com|ca)|youronlinechoices\.(?:com|eu)|aboutads\.info|adssettings\.google\.com)$/

/**
 * The landing address of an ad. The order of preference is: a declared destination, a refresh, the first link to another
 * site, the page's stated address. Redirectors are unwrapped. Null when the page has none of these.
 */
export function findLanding({ url, base, destinations, refreshes, links, addresses }: CreativeSource): string | null {
  const first = (candidates: string[], accepts: (address: string) => boolean = () => true): string | undefined => {
    for (const link of candidates) {
      const address = webAddress(link, base)
      const landing = address && unwrapRedirector(address)
      if (landing && accepts(landing)) return landing
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

/** Query parameters in which ad servers, affiliate networks and link shims carry the destination. */
const parameters = ['adurl', 'ds_dest_url', 'dest_url', 'destination_url', 'landing_url', 'murl', 'ued', 'url', 'u']
/** A redirector may lead to another redirector. */
const mostHops = 5

/** The http or https address that a redirector's query parameter holds; the address itself when no parameter holds one. */
function unwrapRedirector(address: string): string {
  let landing = address
  for (let hops = 0; hops < mostHops; hops += 1) {
    const next = wrappedIn(new URL(landing))
    if (next === undefined) break
    landing = next
  }
  return landing
}

function wrappedIn({ searchParams }: URL): string | undefined {
  for (const parameter of parameters) {
    const value = searchParams.get(parameter) ?? ''
    const address = /^https?:\/\//i.test(value) ? URL.parse(value) : null
    if (address) return address.href
  }
  return undefined
}
