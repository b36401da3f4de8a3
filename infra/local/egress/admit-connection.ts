import type { Resolve } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { checkTarget, isAddress, isAllowListed, isPublicAddress } from '@edgesweep/core/visit/check-target.ts'

/**
 * The IP addresses to which a connection for the URL `address` may be made. The caller must connect to one of them without resolving again, so that a
 * DNS change after the check has no effect. Throws `target_refused`, or an Error if the name has no address or `lookup` throws.
 */
export async function admitConnection(address: string, allowed: string[], lookup: Resolve): Promise<string[]> {
  const url = checkTarget(address, allowed)
  if (isAddress(url.hostname)) return [url.hostname.replace(/^\[|\]$/g, '')]
  const addresses = await lookup(url.hostname)
  if (addresses.length === 0) throw new Error(`${url.hostname} has no address`)
  if (!isAllowListed(url, allowed) && !addresses.every(isPublicAddress))
    throw new EdgesweepError(
      'target_refused',
      `${url.hostname} resolves to an address that is not on the public internet`,
    )
  return addresses
}
