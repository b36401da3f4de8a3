import { setTimeout as sleep } from 'node:timers/promises'
import { defineFault } from '../fault.ts'
import { JobWork } from '../work/job-work.ts'
import { cartJobs } from '../work/wanted.ts'

const measured = 150
const times = 1.5
const seconds = 15
const sliceMs = 500
/** The one thread that everything shares here is fully used. */
const allowanceMs = 6_000

/** Carts, of which the first ones measured how many a second the stack works off. */
class Overload extends JobWork {
  perSecond = 0
}

export const overload = defineFault({
  name: 'overload',
  title: `${times} times overload for ${seconds} s`,
  allowanceMs,
  async begin(world) {
    const work = new Overload(world, JobWork.nextWord())
    const startedAt = Date.now()
    await work.submit(cartJobs(work.word, measured, 1))
    const tally = await work.tally()
    work.perSecond = (measured * 1_000) / (tally.endedAt - startedAt)
    world.say(`overload: the stack works off ${work.perSecond.toFixed(0)} carts a second`)
    return work
  },
  async strike(_world, work) {
    const perSlice = Math.ceil((work.perSecond * times * sliceMs) / 1_000)
    const startedAt = Date.now()
    for (let n = 1; n <= (seconds * 1_000) / sliceMs; n++) {
      await work.submit(cartJobs(`${work.word}s${n}c`, perSlice, 1))
      await sleep(Math.max(0, startedAt + n * sliceMs - Date.now()))
    }
    return undefined
  },
})
