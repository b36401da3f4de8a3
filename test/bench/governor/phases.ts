import type { GovernorTerms } from './broken-rules.ts'
import type { SeenDecision } from './decision-log.ts'
import { type Load, takeMemory, takeProcessors } from './take-load.ts'

/** A phase of the run. It lasts until its decisions have shown the wanted behaviour, or its time is over. */
export interface Phase {
  name: string
  /** The expected behaviour, as a sentence that could be false. */
  wanted: string
  /** Whether files are added, so that more than ten always wait. */
  backlog: boolean
  /** The load on the machine during the phase. */
  load?: () => Load
  shown(decisions: SeenDecision[]): boolean
  mostSeconds: number
}

const lacksRoom = ({ change, reason, reading }: SeenDecision, by: SeenDecision['reason']): boolean =>
  change === 0 && reason === by && reading.waiting > 10

/** `marginBytes`: the distance of the memory floor below the free memory at the start. */
export function phasesOf({ min, max, memoryFloorBytes }: GovernorTerms, marginBytes: number) {
  const endsAt = (decisions: SeenDecision[], workers: number) => decisions.at(-1)?.workers === workers
  const backlog: Phase = {
    name: 'backlog',
    wanted: `workers are added one by one up to ${max}`,
    backlog: true,
    shown: (seen) => endsAt(seen, max),
    mostSeconds: 180,
  }
  return {
    backlog,
    taken: {
      name: 'processors taken',
      wanted: 'no worker is added for the backlog above 80 %',
      backlog: true,
      load: takeProcessors,
      shown: (seen) => seen.filter((one) => lacksRoom(one, 'cpu') && one.workers < max).length >= 2,
      mostSeconds: 60,
    },
    takenLong: {
      name: 'processors taken for long',
      wanted: 'one worker is removed after 5 s above 95 %, another after 5 s more, and none is added',
      backlog: true,
      load: takeProcessors,
      shown: (seen) =>
        seen.filter(({ change, reason }) => change === -1 && reason === 'cpu').length >= 2 &&
        lacksRoom(seen.at(-1)!, 'cpu'),
      mostSeconds: 60,
    },
    free: {
      name: 'processors free',
      wanted: 'workers are added again up to the maximum, after a pause',
      backlog: true,
      shown: (seen) => endsAt(seen, max),
      mostSeconds: 180,
    },
    idle: {
      name: 'worked off, then idle',
      wanted: `workers are removed one by one down to ${min}`,
      backlog: false,
      shown: (seen) => endsAt(seen, min) && seen.filter(({ reason }) => reason === 'idle').length > 1,
      mostSeconds: 240,
    },
    again: { ...backlog, name: 'backlog again' },
    short: {
      name: 'memory taken',
      wanted: `one worker at a time is removed down to ${min}, and none is added`,
      backlog: true,
      load: () => takeMemory(memoryFloorBytes - marginBytes / 2, 3 * marginBytes),
      shown: (seen) => endsAt(seen, min) && lacksRoom(seen.at(-1)!, 'memory'),
      mostSeconds: 60,
    },
    roomy: {
      name: 'memory given back',
      wanted: 'workers are added again, after a pause',
      backlog: true,
      shown: (seen) => seen.at(-1)?.change === 1,
      mostSeconds: 180,
    },
  } satisfies Record<string, Phase>
}
