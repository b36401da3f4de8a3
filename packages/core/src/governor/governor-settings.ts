/** The state of a host and its worker pool. An unreadable figure is NaN, which prevents new workers. */
export interface Reading {
  /** The share of all cores used by any process since the last reading, 0 to 1. */
  cpu: number
  memoryFreeBytes: number
  memoryTotalBytes: number
  /** Tasks without a worker. */
  waiting: number
  /** Workers with a task. */
  busy: number
  /** Running workers. There are more than decided while a removed worker finishes, and fewer while a new one starts. */
  workers: number
}

/**
 * The cause of a decision. `backlog`, `idle`: the amount of work. `cpu`, `memory`: the resource that forces a worker out or
 * prevents a new one. `pool_full`: the maximum is reached. `steady`: nothing to change, or not yet.
 */
type Reason = 'backlog' | 'idle' | 'cpu' | 'memory' | 'pool_full' | 'steady'

/** The number of workers from now on, with the reason and the reading. */
export interface Decision {
  workers: number
  change: -1 | 0 | 1
  reason: Reason
  words: string
  reading: Reading
}
/** The limits of a host's worker pool. */
export interface GovernorSettings {
  /** The minimum and the maximum number of workers. */
  min: number
  max: number
  /** No new worker above this share (0 to 1) of all cores. */
  cpuCeiling: number
  /** Remove a worker when this share was exceeded for `strainSeconds`. */
  cpuLimit: number
  /** Add no worker, and remove one, when less memory than this is free. */
  memoryFloorBytes: number
  /** Add a worker when more tasks than this wait. */
  backlogPerStep: number
  /** Remove a worker when one was idle for this long. */
  idleSeconds: number
  strainSeconds: number
  /** A new worker stays at least this long unless memory forces it out. It is also the first pause after a forced removal. */
  keepSeconds: number
}

const defaults = {
  cpuCeiling: 0.8,
  cpuLimit: 0.95,
  memoryFloorBytes: 128 * 1024 * 1024,
  backlogPerStep: 10,
  idleSeconds: 10,
  strainSeconds: 5,
  keepSeconds: 10,
}

/** Settings with defaults filled in. Throws on an invalid value, naming the setting. */
export function governorSettings(
  given: Pick<GovernorSettings, 'min' | 'max'> & Partial<GovernorSettings>,
): GovernorSettings {
  const settings = { ...defaults, ...given }
  const { min, max, cpuCeiling, cpuLimit, ...amounts } = settings
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < 1 || min > max) {
    throw new Error(`governor: min (${min}) and max (${max}) must be whole numbers, with 0 ≤ min ≤ max and max ≥ 1`)
  }
  if (!(cpuCeiling > 0 && cpuCeiling <= cpuLimit && cpuLimit <= 1)) {
    throw new Error(
      `governor: 0 < cpuCeiling (${cpuCeiling}) ≤ cpuLimit (${cpuLimit}) ≤ 1 must hold: they are shares of all cores`,
    )
  }
  for (const [name, value] of Object.entries(amounts)) {
    if (!(value >= 0 && value < Infinity)) throw new Error(`governor: ${name} must be 0 or more, not ${value}`)
  }
  return settings
}
