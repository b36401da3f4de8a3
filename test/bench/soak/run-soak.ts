import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import prepareStacks from '../../support/stack/prepare-stacks.ts'
import type { BenchReport } from '../verdict.ts'
import { watchProcessors } from '../watch-processors.ts'
import { takeCensus } from './census.ts'
import { checkEnds, newVersionEvent } from './check-ends.ts'
import { type Reading, read } from './gauges/reading.ts'
import { type LoadsDone, runLoads } from './loads/run-loads.ts'
import type { SoakOptions } from './options.ts'
import { reportSoak } from './report.ts'
import { openWorld, type SoakWorld } from './world.ts'

const bundle = resolve(import.meta.dirname, '../../../apps/state/dist/worker.js')
/** Readings of the whole load, and the shortest time between two. */
const readings = 360
const leastMs = 2_000
const lineMs = 5_000
/** After the loads' full minute, so that requests are under way. */
const deployAfterMs = 3_000

/** Runs the load with a deployment in the middle, follows everything that could grow, and checks that nothing was lost. */
export async function runSoak(options: SoakOptions): Promise<BenchReport> {
  say('Preparing Workers and Chromium.')
  await prepareStacks()
  await using world = await openWorld(options)
  const seconds = options.minutes * 60
  const startedAt = performance.now()
  const at = () => (performance.now() - startedAt) / 1000
  const stopProcessors = watchProcessors()
  const done: LoadsDone = {
    accepted: { jobs: [], records: 0, imports: [], refused: 0 },
    sent: {},
    wrong: [],
  }
  const followed = followLoad(world, seconds, at, done)
  const deployed = deployAt(world, startedAt + seconds * 500 + deployAfterMs, options)
  const census = censusAt(world, startedAt + (seconds * 1000) / 6)
  await runLoads(world, options.minutes, done)
  say('The load is over. Waiting for the end of all work.')
  const processors = stopProcessors()
  const { taken, before } = { taken: await followed, before: await census }
  const after = await takeCensus(world.db)
  const { ends, wrong } = await checkEnds(world, done)
  return reportSoak({
    ...{ options, seconds, taken, before, after, done, ends, processors },
    deploySeconds: await deployed,
    wrong: [...done.wrong, ...wrong],
  })
}

/** Takes readings until the load is over, and prints a line now and then. */
async function followLoad(world: SoakWorld, seconds: number, at: () => number, done: LoadsDone): Promise<Reading[]> {
  const everyMs = Math.max(leastMs, (seconds * 1000) / readings)
  const taken: Reading[] = []
  const ticker = setInterval(() => taken.length > 0 && say(lineOf(taken.at(-1)!, at(), seconds, done)), lineMs)
  try {
    for (let next = 0; at() < seconds; next += everyMs) {
      taken.push(await read(world, at()))
      await sleep(Math.max(0, next + everyMs - at() * 1000))
    }
  } finally {
    clearInterval(ticker)
  }
  return taken
}

function lineOf(
  { groups, database, jobObjects, browsers }: Reading,
  at: number,
  seconds: number,
  done: LoadsDone,
): string {
  const memory = Object.entries(groups).map(([group, use]) => `${group} ${(use.memory / 2 ** 20).toFixed(0)} MiB`)
  return [
    `minute ${(at / 60).toFixed(1)} of ${(seconds / 60).toFixed(0)}:`,
    `${done.accepted.jobs.length} jobs, ${done.accepted.records} records, ${done.accepted.imports.length} imports,`,
    `${memory.join(', ')}, ${database.connections} connections, ${browsers.browsers} browsers, ${jobObjects.files} objects of jobs`,
    ...done.wrong.slice(-1).map((problem) => `\n  WRONG: ${problem}`),
  ].join(' ')
}

/** Deploys a new version of `state`, while work goes on. Returns the seconds until it ran. */
async function deployAt(world: SoakWorld, at: number, { hurry }: SoakOptions): Promise<number> {
  await sleep(at - performance.now())
  const path = join(world.stack.home, 'state-2.js')
  writeFileSync(path, `console.log('{"event":"${newVersionEvent}"}')\n${readFileSync(bundle, 'utf8')}`)
  const startedAt = performance.now()
  say('Deploying a new version of state.')
  await world.stack.deploy('state', path)
  const took = (performance.now() - startedAt) / 1000
  if (hurry) await expireLeases(world.db)
  say(`The new version runs after ${took.toFixed(1)} s.`)
  return took
}

/** A new holder may lose a lease, too, and its work is done again. */
async function expireLeases(db: pg.Pool): Promise<void> {
  await db.query(`update deliveries set lease_expires_at = now() where lease_expires_at is not null`)
  await db.query(`update creatives set lease_expires_at = now() where claimed_by like 'edge-%' and ended_at is null`)
}

async function censusAt(world: SoakWorld, at: number) {
  await sleep(at - performance.now())
  return takeCensus(world.db)
}

const say = (line: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
