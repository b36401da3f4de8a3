import type { Workload } from '@edgesweep/db/roles.ts'

/** The properties that differ between lanes. */
interface LaneDescriptor {
  /** Display text after the lane's name: the work that it is for. */
  purpose: string
  /** Stands for the lane in job ids. Ids are kept, so it never changes. */
  letter: string
  /** Whether a request may name the lane. */
  isCallersChoice: boolean
  /** Whether every key may read the lane's jobs: they have no owner and serve all callers with the same request. */
  isShared: boolean
  /**
   * Jobs at a time in one invocation of its consumer, further ones of keys that have none at that time, and items of one job at a time. A sweep has
   * many items, a cart few.
   */
  invocation: { slots: number; spareSlots: number; itemSlots: number }
  /** The database role of its work. */
  workload: Extract<Workload, 'live' | 'sweeps'>
  /** Whether an invocation runs one statement and one file write at a time, so that it does not delay more urgent work. */
  serializesWrites: boolean
  /** A request for a permit is ranked as if it had been made this many milliseconds earlier. */
  headStartMs: number
  /** Its precedence at a domain. `first` leaves the others at least a tenth of the permits, `usual` leaves `assured` at least a tenth of these. */
  domainTurn: 'first' | 'usual' | 'assured'
  /** Whether it may hold the browser slots that `LIVE_CONTEXTS` reserves. */
  mayUseReservedSlots: boolean
}

/**
 * Every lane, the most urgent first. A new lane needs its queues in the `wrangler.jsonc` files and a migration of the table `jobs`; tests name the
 * missing parts.
 */
export const lanes = {
  live: {
    purpose: 'refreshes of single outlets',
    letter: 'l',
    isCallersChoice: false,
    isShared: true,
    invocation: { slots: 8, spareSlots: 2, itemSlots: 2 },
    workload: 'live',
    serializesWrites: false,
    headStartMs: 86_400_000,
    domainTurn: 'first',
    mayUseReservedSlots: true,
  },
  interactive: {
    purpose: 'carts and pages',
    letter: 'i',
    isCallersChoice: true,
    isShared: false,
    invocation: { slots: 8, spareSlots: 2, itemSlots: 4 },
    workload: 'live',
    serializesWrites: false,
    headStartMs: 5_000,
    domainTurn: 'usual',
    mayUseReservedSlots: false,
  },
  bulk: {
    purpose: 'sweeps and large batches',
    letter: 'b',
    isCallersChoice: true,
    isShared: false,
    invocation: { slots: 4, spareSlots: 2, itemSlots: 8 },
    workload: 'sweeps',
    serializesWrites: true,
    headStartMs: 0,
    domainTurn: 'assured',
    mayUseReservedSlots: false,
  },
} as const satisfies Record<string, LaneDescriptor>

type Lanes = typeof lanes

export type LaneName = keyof Lanes
export const laneNames = Object.keys(lanes) as [LaneName, ...LaneName[]]

/** A lane that a request may name. */
export type CallersLane = { [Name in LaneName]: Lanes[Name]['isCallersChoice'] extends true ? Name : never }[LaneName]
export const callersLanes = laneNames.filter((name) => lanes[name].isCallersChoice) as [CallersLane, ...CallersLane[]]

/** A value for each lane. */
export const byLane = <T>(make: (lane: LaneName) => T): Record<LaneName, T> =>
  Object.fromEntries(laneNames.map((lane) => [lane, make(lane)])) as Record<LaneName, T>
