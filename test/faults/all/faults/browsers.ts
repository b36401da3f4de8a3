import { setTimeout as sleep } from 'node:timers/promises'
import { strike } from '../../scrape/strike.ts'
import { defineFault } from '../fault.ts'
import { JobWork } from '../work/job-work.ts'
import { oddPage, pageJobs } from '../work/wanted.ts'

/** Fewer than the places of the one worker that a local run has for a lane. */
const rendered = 6
/** Long enough for two renderers and one browser. */
const strikes = { killRendererEvery: 900, killBrowserEvery: 1_900 }
const strikesMs = 2_500
/** A browser that starts takes the processors, which everything shares here. */
export const startAllowanceMs = 6_000

export const killedBrowser = defineFault({
  name: 'browser-killed',
  title: 'renderers and a browser killed in mid-page',
  isShort: true,
  allowanceMs: startAllowanceMs,
  async begin(world) {
    const work = new JobWork(world, JobWork.nextWord())
    await work.submit(pageJobs(world.town, work.word, rendered, { render: true }))
    return work
  },
  async strike(world, work) {
    await work.seen(1)
    const killed = { renderers: 0, browsers: 0 }
    const signal = AbortSignal.timeout(strikesMs)
    await strike(world.stack, strikes, killed, signal)
    world.say(`browser-killed: ${killed.renderers} renderers, ${killed.browsers} browsers`)
    return undefined
  },
})

const render = { render: true }

export const hangingPages = defineFault({
  name: 'page-hangs',
  title: 'pages that hang, by fetch and in the browser, among healthy ones',
  allowanceMs: startAllowanceMs,
  async begin(world) {
    const work = new JobWork(world, JobWork.nextWord())
    const { origin } = world.town
    const hanging = [
      oddPage(`${origin}/odd/never?of=${work.word}1`, { ends: ['failed'] }),
      oddPage(`${origin}/odd/wedge?of=${work.word}2`, { ends: ['failed'], options: render }),
      oddPage(`${origin}/odd/drip?of=${work.word}3`, { ends: ['failed'], options: render }),
    ]
    await work.submit([...hanging, ...pageJobs(world.town, `${work.word}h`, 12)])
    return work
  },
  async strike(_world, work) {
    await work.seen(3)
    await sleep(1_000)
    return undefined
  },
})
