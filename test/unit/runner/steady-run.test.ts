import { noCounts } from '@edgesweep/core/claim/ends.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import type { Run } from '@edgesweep/runner/runner-pipelines.ts'
import { SteadyRun, type Work } from '@edgesweep/runner/steady-run.ts'
import { expect, test } from 'vitest'

const quiet = () => {}
/** Pauses are over at once. */
const clock = { ...systemClock, sleep: async () => {} }
const ctx = { clock, log: { info: quiet, warn: quiet, error: quiet } }
const away = new Error('the database is away')

/** A run that completes so many records and ends as `end` does; a stop ends it too. */
function someRun(done: number, end: () => Promise<void>): Run & { stopped: number[] } {
  const stop = Promise.withResolvers<void>()
  const counts = { ...noCounts(), done, givenUp: 0, released: 0 }
  const stopped: number[] = []
  return {
    counts,
    stopped,
    held: 0,
    workers: 3,
    busy: 2,
    setWorkers: quiet,
    run: async () => {
      await Promise.race([end(), stop.promise])
      return counts
    },
    stop: (graceMs) => {
      stopped.push(graceMs)
      stop.resolve()
    },
  }
}

/** Work whose runs are these, one after the other. `released` counts how often what was left was asked back. */
function workOf(runs: Run[], releaseLeft: Work['releaseLeft'] = async () => 0) {
  const made: number[] = []
  const work: Work = {
    start: (workers) => runs[made.push(workers) - 1]!,
    countDue: async () => 7,
    releaseLeft,
  }
  return { work, made }
}

const failing = async () => {
  throw away
}

test('a run that breaks off is followed by another with as many workers, once what it held is given back, and both count', async () => {
  let releases = 0
  const { work, made } = workOf([someRun(3, failing), someRun(4, async () => {})], async () => ++releases)
  const run = new SteadyRun(ctx, work, 2)
  run.setWorkers(5)
  expect(await run.keep(new AbortController().signal, 0)).toBe(true)
  expect(made).toEqual([2, 5])
  expect(releases).toBe(1)
  expect(run.counts.done).toBe(7)
})

test('what is left is asked back until it is given, before anything is begun', async () => {
  const order: string[] = []
  const second = someRun(0, async () => void order.push('run'))
  const third = someRun(0, async () => void order.push('run'))
  const { work } = workOf([someRun(0, failing), second, third], async () => {
    if (order.push('release') === 1) throw away
    return 0
  })
  await new SteadyRun(ctx, work, 1).keep(new AbortController().signal, 0)
  expect(order).toEqual(['release', 'release', 'run'])
})

test('who is asked to end stops the run with the time that it is given', async () => {
  const run = someRun(1, () => new Promise(quiet))
  const { work } = workOf([run])
  const stop = new AbortController()
  const kept = new SteadyRun(ctx, work, 1).keep(stop.signal, 20_000)
  stop.abort()
  expect(await kept).toBe(true)
  expect(run.stopped).toEqual([20_000])
})

test('claims that cannot be given back at the end are told', async () => {
  const stop = new AbortController()
  const breaking = someRun(0, async () => {
    stop.abort()
    throw away
  })
  expect(await new SteadyRun(ctx, workOf([breaking], failing).work, 1).keep(stop.signal, 0)).toBe(false)
})

test('a database that has been silent for half a minute is an ailment, until it answers', async () => {
  let now = 0
  const run = new SteadyRun(
    { ...ctx, clock: { ...clock, now: () => now } },
    workOf([someRun(0, async () => {})]).work,
    1,
  )
  now = 29_000
  expect(run.ailment()).toBeNull()
  now = 41_000
  expect(run.ailment()).toBe('the database has not answered for 41 s')
  expect(await run.waiting()).toBe(7 + 0 - 2)
  expect(run.ailment()).toBeNull()
})
