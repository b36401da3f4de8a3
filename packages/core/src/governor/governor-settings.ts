/** What a host and its pool look like at a moment. A share or an amount that could not be read is NaN, which brings no new worker. */
export interface Reading {
  /** Share of all cores taken since the last reading, 0 to 1, by whatever runs there. */
  cpu: number
  memoryFreeBytes: number
  memoryTotalBytes: number
  /** Tasks that nobody has in hand. */
  waiting: number
  /** Workers with a task in hand. */
  busy: number
  /** Workers that run: more than were decided on while one that must go finishes, fewer while one comes up. */
  workers: number
}

/**
 * What the decision rests on. `backlog`, `idle`: the work there is; `cpu`, `memory`: what forces a worker out, or keeps one away that the
 * backlog asks for; `pool_full`: the most there may be; `steady`: nothing to change, or not yet.
 */
type Reason = 'backlog' | 'idle' | 'cpu' | 'memory' | 'pool_full' | 'steady'

/** How many workers there are to be from now on, and why, with the reading that says so. */
export interface Decision {
  workers: number
  change: -1 | 0 | 1
  reason: Reason
  words: string
  reading: Reading
}
/** How many workers a host may run, and what holds the next one back. */
export interface GovernorSettings {
  /** Workers that stay whatever happens, and the most there may be. */
  min: number
  max: number
  /** No new worker above this share (0 to 1) of all cores. */
  cpuCeiling: number
  /** One worker fewer when more than this share has been taken for `strainSeconds`. */
  cpuLimit: number
  /** No new worker with less memory free than this, and one fewer. */
  memoryFloorBytes: number
  /** Another worker when more tasks than this wait. */
  backlogPerStep: number
  /** One worker fewer when one has had nothing to do for so long. */
  idleSeconds: number
  strainSeconds: number
  /** A worker that came stays at least so long, unless memory forces it out; after one was forced out none comes for so long, at first. */
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

/** Fills in what is not said. Throws on what cannot be meant, naming the setting. */
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
