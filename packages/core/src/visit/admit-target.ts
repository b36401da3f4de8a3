import type { Context } from '../context.ts'
import { DomainTrouble } from '../endings/typed-errors.ts'
import { EdgesweepError } from '../errors.ts'
import { checkTarget, isAddress, isAllowListed, isPublicAddress } from './check-target.ts'

/**
 * Checks a URL with `checkTarget`, and checks that its name resolves to public addresses only. Throws `target_refused`. Throws
 * `DomainTrouble` when the name has no address, and `Away` when no resolver answered, because a later try may succeed.
 */
export async function admitTarget(ctx: Pick<Context, 'settings' | 'resolve'>, address: string): Promise<URL> {
  const { allowedTargets } = ctx.settings
  const url = checkTarget(address, allowedTargets)
  if (isAllowListed(url, allowedTargets) || isAddress(url.hostname)) return url
  const addresses = await ctx.resolve(url.hostname)
  if (addresses.length === 0) throw new DomainTrouble(`${url.hostname} has no address`)
  // One private address is enough to refuse: the next connection may choose it.
  if (!addresses.every(isPublicAddress))
    throw new EdgesweepError(
      'target_refused',
      `${url.hostname} resolves to an address that is not on the public internet`,
    )
  return url
}
