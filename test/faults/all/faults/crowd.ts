import { setTimeout as sleep } from 'node:timers/promises'
import { defineFault } from '../fault.ts'
import { SweepWork } from '../work/sweep-work.ts'

const outlets = 10_000
/** As the clock divides them. */
const perSweep = 500
const sweptMs = 90_000
const cancelledAtOnce = 10

export const crowd = defineFault({
  name: 'crowd',
  title: `10,000 outlets of another owner, swept for ${sweptMs / 1_000} s, then cancelled`,
  allowanceMs: 5_000,
  begin: (world) =>
    SweepWork.begin(world, outlets, {
      urlOf: (word, n) => `${world.crowd.origin}/odd/shop/${n}?plain=1&of=${word}${n}`,
      perSweep,
      ends: ['completed', 'cancelled'],
      isReached: () => false,
    }),
  async strike(world, work) {
    await sleep(sweptMs)
    for (let from = 0; from < work.ids.length; from += cancelledAtOnce)
      await Promise.all(
        work.ids
          .slice(from, from + cancelledAtOnce)
          .map((id) => world.owner.client.insist({ method: 'POST', path: `/v1/jobs/${id}/cancel` })),
      )
    return undefined
  },
})
