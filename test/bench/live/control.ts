import { constants } from 'node:os'
import { browserNice } from '@edgesweep/infra/local/chromium.ts'
import { type Burn, startBurners } from '../burners.ts'
import type { Role } from '../process-tree.ts'
import type { Arm } from './arms.ts'
import type { GuestBurner } from './burn-guest.ts'

/** Processor seconds a second that an arm took of each group of processes beyond those of the idle one. */
export type Besides = Record<Role, number>

/**
 * How each group burns what it used: as many processes as it usually has running at once, in slices of about a statement's, a page's
 * or an event's length. What Workers used is burnt inside workerd: here they share one thread, which on Cloudflare they do not.
 */
const groupsOf = ({ imports }: Pick<Arm, 'imports'>): Record<Exclude<Role, 'workerd'>, Omit<Burn, 'processors'>> => ({
  // Each of its backends makes itself a session.
  postgres: { atLeast: 2, sliceMs: 3, sessionNice: 0 },
  browser: { atLeast: 3, sliceMs: 5, sessionNice: browserNice },
  // What it takes beside an import is mostly its command's, whose session gives way.
  node: { atLeast: 2, sliceMs: 2, sessionNice: imports ? constants.priority.PRIORITY_LOW : undefined },
})
const hardlyAnything = 0.01

/** Burns the same processor time as an arm took, by group, without its database; gives how to end that. */
export function startControl(guest: GuestBurner, besides: Besides, arm: Pick<Arm, 'imports'>): () => Promise<void> {
  const groups = groupsOf(arm)
  const burners = (['postgres', 'browser', 'node'] as const)
    .filter((role) => besides[role] > hardlyAnything)
    .flatMap((role) => startBurners({ processors: besides[role], ...groups[role] }))
  const over = new AbortController()
  const burning = besides.workerd > hardlyAnything ? guest.burn(besides.workerd, over.signal) : Promise.resolve()
  burning.catch(() => {})
  return async () => {
    over.abort()
    for (const burner of burners) burner.kill('SIGKILL')
    await burning
  }
}
