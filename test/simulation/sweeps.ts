import { byLane, lanes } from '@edgesweep/core/lane/lane.ts'
import type { BrowserLimits } from '@edgesweep/core/permit/browser-state.ts'
import { BrowserFleet } from './browser-fleet.ts'
import { Consumer } from './consumer.ts'
import { DomainFleet } from './domain-fleet.ts'
import { PageReader, type SimulatedPage } from './page-reader.ts'
import { lognormal, randomFrom } from './random.ts'
import { runJob } from './simulated-job.ts'
import { SimulatedLane } from './simulated-lane.ts'
import { VirtualTime } from './virtual-time.ts'

/** Outlets that the scheduler sweeps, while people request live refreshes of some of them. */
export interface SweepOptions {
  outlets: number
  intervalSeconds: number
  /** The simulated time in intervals. The first interval, which starts cold, is not counted. */
  intervals: number
  /** The number of domains, among which the outlets are distributed evenly. */
  domains: number
  domainSlots: number
  /** The share of outlets whose pages need a browser. */
  renderedShare: number
  /** The mean load time of a page; lognormal, sigma 0.5. */
  fetchSeconds: number
  renderSeconds: number
  browsers: { limits: BrowserLimits; launchMs: number; keepAliveMs: number }
  /** The maximum number of concurrent invocations of the bulk lane's consumer. */
  workers: number
  refreshesPerMinute: number
  seed: number
}

export interface SweepResult {
  /** Seconds from when each outlet was due until its items were recorded. */
  delays: number[]
  /** Sweeps that became due while the outlet was still being swept. */
  skipped: number
  due: number
  /** Seconds from the request of a live refresh until it was recorded. */
  refreshes: number[]
  /** The counted time. */
  seconds: number
  pages: { fetched: number; rendered: number; renderingMs: number }
  /** The mean number of running browsers. */
  browsersUp: number
  jobs: number
  /** Mean requests per second: `job` to all job objects together, `domain` to the busiest domain. */
  requests: { lane: number; job: number; domain: number; domains: number; browsers: number }
}

interface SimulatedOutlet extends SimulatedPage {
  shiftMs: number
  dueAt: number
  held: boolean
}

/** As in `sweep-due-outlets.ts`. */
const outletsPerJob = 500
const { bulk, live } = byLane((lane) => lanes[lane].invocation)
const minuteMs = 60_000

/** Simulates sweeps with the product's machines: lanes, domain permits and browser slots. */
export async function simulateSweeps(options: SweepOptions): Promise<SweepResult> {
  const { intervalSeconds, intervals, workers, browsers: fleet, seed } = options
  const time = new VirtualTime()
  const random = randomFrom(seed)
  const browsers = new BrowserFleet(time, fleet.limits, fleet.launchMs, fleet.keepAliveMs)
  const domains = new DomainFleet(time, options.domainSlots)
  const fetchMs = lognormal(options.fetchSeconds * 1000, 0.5, random)
  const renderMs = lognormal(options.renderSeconds * 1000, 0.5, random)
  const reader = new PageReader({ time, browsers, domains, fetchMs, renderMs })
  const outlets = makeOutlets(options, random)
  const work = new Map<string, SimulatedOutlet[]>()
  const begun = new Map<string, number>()
  const result = { delays: [] as number[], skipped: 0, due: 0, refreshes: [] as number[], jobs: 0, jobRequests: 0 }
  const intervalMs = intervalSeconds * 1000
  const endMs = intervals * intervalMs
  const counts = () => time.now >= intervalMs
  const jobCalled = () => {
    if (counts()) result.jobRequests += 1
  }

  const lane: SimulatedLane = new SimulatedLane(time, workers, () =>
    time.after(100, () => consume(lane, bulk.slots, (id, done) => sweep(work.get(id)!, done))),
  )
  const liveLane: SimulatedLane = new SimulatedLane(time, 8, () =>
    time.after(100, () => consume(liveLane, live.slots, (id, done) => refresh(id, done))),
  )
  function consume(of: SimulatedLane, slots: number, run: (id: string, done: () => void) => void) {
    const parts = { time, lane: of, browsers: null, slots: () => slots, betweenMs: 0, started() {}, ended() {} }
    new Consumer({ ...parts, work: ({ id }, done) => run(id, done) })
  }

  function sweep(held: SimulatedOutlet[], done: () => void) {
    const chains = held.map((outlet) => [false, true].map((last) => ({ outlet, due: outlet.dueAt, last })))
    const doItem = ({ outlet, due, last }: (typeof chains)[number][number], ended: (until: number | null) => void) =>
      reader.start(outlet, 'bulk', (until) => {
        if (until === null && last && due >= intervalMs) result.delays.push((time.now - due) / 1000)
        ended(until)
      })
    const end = () => {
      for (const outlet of held) release(outlet)
      done()
    }
    runJob({ time, slots: bulk.itemSlots, called: jobCalled, doItem, done: end }, chains)
  }
  function release(outlet: SimulatedOutlet) {
    outlet.held = false
    const next = nextDue(outlet.shiftMs, intervalMs, time.now)
    const missed = Math.round((next - outlet.dueAt) / intervalMs) - 1
    if (counts()) result.skipped += missed
    outlet.dueAt = next
  }
  function refresh(id: string, done: () => void) {
    const outlet = outlets[Math.floor(random() * outlets.length)]!
    const doItem = (_: number, ended: (until: number | null) => void) => reader.start(outlet, 'live', ended)
    const end = () => {
      if (counts()) result.refreshes.push((time.now - begun.get(id)!) / 1000)
      begun.delete(id)
      done()
    }
    runJob({ time, slots: live.itemSlots, called: jobCalled, doItem, done: end }, [[1, 2]])
  }

  everyMs(time, minuteMs, () => {
    const due = outlets.filter(({ dueAt, held }) => !held && dueAt <= time.now)
    for (let from = 0; from < due.length; from += outletsPerJob) {
      const claimed = due.slice(from, from + outletsPerJob)
      for (const outlet of claimed) outlet.held = true
      if (counts()) {
        result.due += claimed.length
        result.jobs += 1
      }
      // The job's object takes the ticket and reports the job's end to the lane.
      void lane.submit('clock', 1).then(([id]) => work.set(id!, claimed))
    }
  })
  if (options.refreshesPerMinute > 0) {
    everyMs(time, minuteMs / options.refreshesPerMinute, () => {
      void liveLane.submit('people', 1).then(([id]) => begun.set(id!, time.now))
    })
  }
  let up = 0
  everyMs(time, 1_000, () => {
    browsers.pass()
    if (counts()) up += browsers.size
  })
  let before = callsOf(lane, domains, browsers)
  let read = { ...reader.read }
  time.after(intervalMs, () => {
    before = callsOf(lane, domains, browsers)
    read = { ...reader.read }
  })
  time.after(endMs, () => {})
  await time.passUntil(() => time.now >= endMs, endMs + 1)

  const seconds = (endMs - intervalMs) / 1000
  const now = callsOf(lane, domains, browsers)
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    ...result,
    seconds,
    pages: {
      fetched: reader.read.fetched - read.fetched,
      rendered: reader.read.rendered - read.rendered,
      renderingMs: reader.read.renderingMs - read.renderingMs,
    },
    browsersUp: up / seconds,
    requests: {
      lane: (now.lane - before.lane) / seconds,
      job: result.jobRequests / seconds,
      domain: ((now.domains[0] ?? 0) - (before.domains[0] ?? 0)) / seconds,
      domains: (sum(now.domains) - sum(before.domains)) / seconds,
      browsers: (now.browsers - before.browsers) / seconds,
    },
  }
}

function makeOutlets({ outlets, intervalSeconds, domains, renderedShare }: SweepOptions, random: () => number) {
  // `next_sweep_at` is a whole minute within the first tenth of the interval, at most five minutes in.
  const shifts = 1 + Math.floor(Math.min(intervalSeconds * 0.1, 300) / 60)
  return Array.from({ length: outlets }, (_, n): SimulatedOutlet => {
    const shiftMs = Math.floor(random() * shifts) * minuteMs
    return { domain: n % domains, rendered: random() < renderedShare, shiftMs, dueAt: shiftMs, held: false }
  })
}

const nextDue = (shiftMs: number, intervalMs: number, now: number): number =>
  (Math.floor((now - shiftMs) / intervalMs) + 1) * intervalMs + shiftMs

const callsOf = ({ calls }: SimulatedLane, domains: DomainFleet, browsers: BrowserFleet) => ({
  lane: calls.submit + calls.pull + calls.finish + calls.renew,
  domains: domains.calls(),
  browsers: browsers.calls,
})

function everyMs(time: VirtualTime, ms: number, run: () => void): void {
  time.after(0, function again() {
    run()
    time.after(ms, again)
  })
}
