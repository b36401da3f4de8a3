/**
 * A lease that an object has given out. `expiresAt` is by the clock of the machine on which the object was. It may continue on another one, whose
 * clock is an hour ahead.
 */
export interface HeldLease {
  expiresAt: number
  /** It was extended when the object continued. Gone with the next renewal. */
  doubted?: boolean
}

/** Begins the time of a lease again. */
export function renewLease(lease: HeldLease, leaseMs: number, now: number): void {
  lease.expiresAt = now + leaseMs
  delete lease.doubted
}

/**
 * Call it for each lease when an object continues. Its clock may be ahead of the one before, so a lease goes on for half of its time at least, once: a
 * holder that lives renews it within that. Returns whether it was extended.
 */
export function doubtEnd(lease: HeldLease, leaseMs: number, now: number): boolean {
  const until = now + leaseMs / 2
  if (lease.doubted || lease.expiresAt >= until) return false
  lease.expiresAt = until
  lease.doubted = true
  return true
}

/** No clock is further ahead than this, in ms. */
const mostAheadMs = 3_600_000

/** An alarm rings this long after its time at most, in ms. */
const lateMs = 60_000

/** Call it for each deadline when an object continues: whether it has passed for so long that the clock must have jumped, since no alarm rang. */
export const isDoubtful = (deadline: number, now: number): boolean => now - deadline > lateMs

/**
 * The time that a wait gets when its deadline is doubtful. It has `leftMs` left when it was last seen. A clock that was ahead took an hour of it at
 * most, and an alarm that was late instead gives no more.
 */
export const timeAgain = (leftMs: number): number => Math.min(Math.max(0, leftMs), mostAheadMs)
