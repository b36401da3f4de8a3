import type { LockWait } from '../lock-waits.ts'

/** The database role of sweeps. */
const sweepRole = 'edgesweep_sweeps'

/** Whether a role other than that of sweeps waited for it, or for an unnamed process. */
export const isForSweep = ({ waiter, holders }: LockWait): boolean =>
  waiter !== sweepRole && holders.some((holder) => holder === sweepRole || holder === 'unknown')

/** The waits by waiting and holding role. */
export function lockWaitRows(waits: ReadonlyArray<LockWait & { arm: string }>): Array<Record<string, string | number>> {
  const pairs = Map.groupBy(waits, ({ waiter, holders, arm }) => `${waiter} for ${holders.join(', ')} in ${arm}`)
  return [...pairs].map(([pair, all]) => ({
    'lock waits over 10 ms': pair,
    count: all.length,
    'longest ms': Math.max(...all.map(({ ms }) => ms ?? 0)).toFixed(0),
  }))
}
