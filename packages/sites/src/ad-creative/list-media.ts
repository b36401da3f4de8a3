import { webAddress } from '../html/web-address.ts'

const mostMedia = 50
const longestAddress = 4_096

/**
 * Links as absolute http and https addresses, each once, in their order: 50 at most. Anything else (`data:`, nonsense, longer than 4,096 characters) is
 * left out.
 */
export function listMedia(links: string[], base: string): string[] {
  const addresses = new Set<string>()
  for (const link of links) {
    if (addresses.size === mostMedia) break
    // The fragment is never sent, so that two which differ in it are one file.
    const address = webAddress(link, base)?.split('#')[0]
    if (address && address.length <= longestAddress) addresses.add(address)
  }
  return [...addresses]
}
