import type { Context } from '../context.ts'
import { DomainTrouble } from '../endings/typed-errors.ts'
import { EdgesweepError } from '../errors.ts'
import { checkTarget, isAddress, isAllowListed, isPublicAddress } from './check-target.ts'

/**
 * The parsed URL when it may be read now: `checkTarget`, and every address that its name resolves to is on the public internet.
 * Throws `target_refused`, and an Error when the name has no address or nobody could be asked: that may change.
 */
export async function admitTarget(ctx: Pick<Context, 'settings' | 'resolve'>, address: string): Promise<URL> {
  const { allowedTargets } = ctx.settings
  const url = checkTarget(address, allowedTargets)
  if (isAllowListed(url, allowedTargets) || isAddress(url.hostname)) return url
  const addresses = await ctx.resolve(url.hostname)
  if (addresses.length === 0) throw new DomainTrouble(`${url.hostname} has no address`)
  // One private address among public ones is enough: whoever connects next may choose it.
  if (!addresses.every(isPublicAddress))
    throw new EdgesweepError(
      'target_refused',
      `${url.hostname} resolves to an address that is not on the public internet`,
    )
  return url
}
