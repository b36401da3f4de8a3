import { setTimeout as sleep } from 'node:timers/promises'
import { killWorkerd } from '../away.ts'
import { defineFault } from '../fault.ts'
import { mixedWork } from '../work/mixed-work.ts'

/** A dead worker's tickets are free after 15 s. Then each is tried alone. */
const allowanceMs = 25_000
const kills = 3
const betweenMs = 2_000

export const killedWorker = defineFault({
  name: 'killed',
  title: 'workerd killed in mid-job',
  isShort: true,
  allowanceMs,
  begin: mixedWork,
  async strike(world, work) {
    await work.seen(6)
    return killWorkerd(world)
  },
})

export const repeatedlyKilledWorker = defineFault({
  name: 'killed-repeatedly',
  title: `workerd killed ${kills} times`,
  allowanceMs: 2 * allowanceMs,
  begin: mixedWork,
  async strike(world, work) {
    await work.seen(6)
    let away = 0
    for (let n = 0; n < kills; n++) {
      if (n > 0) await sleep(betweenMs)
      away += await killWorkerd(world)
    }
    return away
  },
})
