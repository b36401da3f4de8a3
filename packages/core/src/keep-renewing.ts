import type { Clock } from './context.ts'

/** Leases that are renewed together. */
interface Renewal {
  leaseMs: number
  /** Asked before each renewal. */
  isOver(): boolean
  /** Must not throw. */
  renew(): Promise<unknown>
  /** Lets `ms` pass. Default: a sleep. */
  pause?(ms: number): Promise<unknown>
}

/** Renews leases whenever a third of their duration has passed since the last renewal began, until all of them have ended. */
export async function keepRenewing(clock: Clock, renewal: Renewal): Promise<void> {
  const { leaseMs, isOver, renew, pause = (ms) => clock.sleep(ms) } = renewal
  let renewAt = clock.now() + leaseMs / 3
  while (true) {
    // The clock may be set back meanwhile.
    await pause(Math.min(leaseMs / 3, Math.max(0, renewAt - clock.now())))
    if (isOver()) return
    renewAt = clock.now() + leaseMs / 3
    await renew()
  }
}
