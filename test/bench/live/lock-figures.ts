import type { LockWait } from '../lock-waits.ts'

/** Under which role sweeps write. */
const sweepRole = 'edgesweep_sweeps'

/** Whether a role other than that of sweeps waited for it, or for somebody that the log does not name. */
export const isForSweep = ({ waiter, holders }: LockWait): boolean =>
  waiter !== sweepRole && holders.some((holder) => holder === sweepRole || holder === 'unknown')

/** Waits by who waited for whom. */
export function lockWaitRows(waits: ReadonlyArray<LockWait & { arm: string }>): Array<Record<string, string | number>> {
  const pairs = Map.groupBy(waits, ({ waiter, holders, arm }) => `${waiter} for ${holders.join(', ')} in ${arm}`)
  return [...pairs].map(([who, all]) => ({
    'lock waits over 10 ms': who,
    count: all.length,
    'longest ms': Math.max(...all.map(({ ms }) => ms ?? 0)).toFixed(0),
  }))
}
