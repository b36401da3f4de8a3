import { noCounts } from '@edgesweep/core/claim/ends.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { RestartingRun, type Work } from '@edgesweep/runner/restarting-run.ts'
import type { Run } from '@edgesweep/runner/runner-pipelines.ts'
import { expect, test } from 'vitest'

const quiet = () => {}
/** A clock that skips every pause. */
const clock = { ...systemClock, sleep: async () => {} }
const ctx = { clock, log: { info: quiet, warn: quiet, error: quiet } }
const databaseDown = new Error('the database is down')

/** A run that completes `done` records and ends as `end` does, or when it is stopped. */
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

/** Work with these runs, one after the other. `made` lists the number of workers of each run. */
function workOf(runs: Run[], releaseOwnClaims: Work['releaseOwnClaims'] = async () => 0) {
  const made: number[] = []
  const work: Work = {
    start: (workers) => runs[made.push(workers) - 1]!,
    countDue: async () => 7,
    releaseOwnClaims,
  }
  return { work, made }
}

const failing = async () => {
  throw databaseDown
}

test('after a failed run, its claims are released and a run with as many workers follows, and the counts cover both runs', async () => {
  let releases = 0
  const { work, made } = workOf([someRun(3, failing), someRun(4, async () => {})], async () => ++releases)
  const run = new RestartingRun(ctx, work, 2)
  run.setWorkers(5)
  expect(await run.runUntilStopped(new AbortController().signal, 0)).toBe(true)
  expect(made).toEqual([2, 5])
  expect(releases).toBe(1)
  expect(run.counts.done).toBe(7)
})

test('the claims of a failed run are released before the next run starts, with a retry after a failure', async () => {
  const order: string[] = []
  const second = someRun(0, async () => void order.push('run'))
  const third = someRun(0, async () => void order.push('run'))
  const { work } = workOf([someRun(0, failing), second, third], async () => {
    if (order.push('release') === 1) throw databaseDown
    return 0
  })
  await new RestartingRun(ctx, work, 1).runUntilStopped(new AbortController().signal, 0)
  expect(order).toEqual(['release', 'release', 'run'])
})

test('a stop request stops the run with the given grace period', async () => {
  const run = someRun(1, () => new Promise(quiet))
  const { work } = workOf([run])
  const stop = new AbortController()
  const kept = new RestartingRun(ctx, work, 1).runUntilStopped(stop.signal, 20_000)
  stop.abort()
  expect(await kept).toBe(true)
  expect(run.stopped).toEqual([20_000])
})

test('runUntilStopped returns false when claims cannot be released', async () => {
  const stop = new AbortController()
  const breaking = someRun(0, async () => {
    stop.abort()
    throw databaseDown
  })
  expect(await new RestartingRun(ctx, workOf([breaking], failing).work, 1).runUntilStopped(stop.signal, 0)).toBe(false)
})

test('a database that has not answered for 30 s is reported as a problem until it answers', async () => {
  let now = 0
  const run = new RestartingRun(
    { ...ctx, clock: { ...clock, now: () => now } },
    workOf([someRun(0, async () => {})]).work,
    1,
  )
  now = 29_000
  expect(run.findProblem()).toBeNull()
  now = 41_000
  expect(run.findProblem()).toBe('the database has not answered for 41 s')
  expect(await run.waiting()).toBe(7 + 0 - 2)
  expect(run.findProblem()).toBeNull()
})
