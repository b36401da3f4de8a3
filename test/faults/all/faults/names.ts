import { setTimeout as sleep } from 'node:timers/promises'
import { defineFault } from '../fault.ts'
import { JobWork } from '../work/job-work.ts'
import { pageJobs } from '../work/wanted.ts'
import { startAllowanceMs } from './browsers.ts'

const awayMs = 8_000
const pages = 6

export const failingNames = defineFault({
  name: 'names-fail',
  title: `DNS fails for ${awayMs / 1_000} s`,
  allowanceMs: startAllowanceMs,
  async begin(world) {
    world.names.fails = true
    const work = new JobWork(world, JobWork.nextWord())
    await work.submit(pageJobs({ origin: `http://${world.names.host}` }, work.word, pages, { render: true }))
    return work
  },
  async strike({ names }) {
    const before = names.asked
    await sleep(awayMs)
    names.fails = false
    if (names.asked === before) throw new Error('the resolver was not asked')
    return undefined
  },
})
