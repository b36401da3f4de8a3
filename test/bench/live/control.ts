import { constants } from 'node:os'
import { browserNice } from '@edgesweep/infra/local/chromium.ts'
import { type Burn, startBurners } from '../burners.ts'
import type { Role } from '../process-tree.ts'
import type { Arm } from './arms.ts'
import type { GuestBurner } from './burn-guest.ts'

/** Processor seconds per second of each group of processes during an arm, beyond those of the idle arm. */
export type Besides = Record<Role, number>

/**
 * The control load of each group: as many processes as usually run at once, in slices of about the length of a statement, a page
 * or an event. The load of Workers runs inside workerd, where they share one thread. On Cloudflare they do not.
 */
const groupsOf = ({ imports }: Pick<Arm, 'imports'>): Record<Exclude<Role, 'workerd'>, Omit<Burn, 'processors'>> => ({
  // Each Postgres backend has its own session.
  postgres: { atLeast: 2, sliceMs: 3, sessionNice: 0 },
  browser: { atLeast: 3, sliceMs: 5, sessionNice: browserNice },
  // During an import, this load is mostly that of the import command, whose session has low priority.
  node: { atLeast: 2, sliceMs: 2, sessionNice: imports ? constants.priority.PRIORITY_LOW : undefined },
})
const hardlyAnything = 0.01

/** Starts a control load with the same processor time as an arm, by group, without the database. Returns a function that ends it. */
export function startControl(guest: GuestBurner, besides: Besides, arm: Pick<Arm, 'imports'>): () => Promise<void> {
  const groups = groupsOf(arm)
  const burners = (['postgres', 'browser', 'node'] as const)
    .filter((role) => besides[role] > hardlyAnything)
    .flatMap((role) => startBurners({ processors: besides[role], ...groups[role] }))
  const over = new AbortController()
  const guestLoad = besides.workerd > hardlyAnything ? guest.burn(besides.workerd, over.signal) : Promise.resolve()
  guestLoad.catch(() => {})
  return async () => {
    over.abort()
    for (const burner of burners) burner.kill('SIGKILL')
    await guestLoad
  }
}
