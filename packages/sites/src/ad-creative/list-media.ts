import { webAddress } from '../html/web-address.ts'

const mostMedia = 50
const longestAddress = 4_096

/**
 * Links as absolute http and https addresses, at most 50, without duplicates, in their order. Leaves out other schemes,
 * invalid links, hosts that cannot exist and addresses of more than 4,096 characters.
 */
export function listMedia(links: string[], base: string): string[] {
  const addresses = new Set<string>()
  for (const link of links) {
    if (addresses.size === mostMedia) break
    // Browsers never send the fragment, so two links that differ only there are one file.
    const address = webAddress(link, base)?.split('#')[0]
    if (address && address.length <= longestAddress) addresses.add(address)
  }
  return [...addresses]
}
