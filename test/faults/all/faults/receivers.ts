import { setTimeout as sleep } from 'node:timers/promises'
import type { Manner } from '../../webhooks/receivers.ts'
import { defineFault, type Fault } from '../fault.ts'
import { EventWork } from '../work/event-work.ts'

interface OddReceiver {
  manner: Exclude<Manner, 'well' | 'slow'>
  does: string
  /** How long it does so before it is well, in ms. Null: it stays so. */
  forMs: number | null
}

/** Longer than the time-out of a request, than a turn of a flapping one, or than the pauses after the first attempts. */
const oddReceivers: OddReceiver[] = [
  { manner: 'dead', does: 'times out', forMs: 12_000 },
  { manner: 'flapping', does: 'flaps', forMs: 12_000 },
  { manner: 'redirecting', does: 'redirects', forMs: 4_000 },
  { manner: 'gone', does: 'answers 410', forMs: null },
]

export const oddReceiverFaults: Fault[] = oddReceivers.map(({ manner, does, forMs }) =>
  defineFault({
    name: `receiver-${manner}`,
    title: forMs === null ? `a receiver that ${does}` : `a receiver that ${does} for ${forMs / 1_000} s`,
    begin(world) {
      const struck = world.receivers.receivers.find((one) => one.manner === manner)!
      return EventWork.begin(world, struck, { heals: forMs !== null })
    },
    async strike(_world, work) {
      if (forMs === null) return undefined
      await sleep(forMs)
      work.receivers[0]!.manner = 'well'
      return undefined
    },
  }),
)
