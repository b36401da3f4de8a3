import { rmSync } from 'node:fs'
import { chromeCommand, prepareChromium } from '@edgesweep/infra/local/chromium.ts'
import { openHome } from '@edgesweep/infra/local/home.ts'
import { endLeftovers } from '@edgesweep/infra/local/processes.ts'
import pg from 'pg'
import prepareStacks from '../../support/stack/prepare-stacks.ts'
import { type OwnStack, startStack, temporaryHome } from '../../support/stack/stack.ts'
import { installPeers } from '../peers/install-peers.ts'
import { watchTree } from '../process-tree.ts'
import { runInterleaved } from '../rounds.ts'
import type { BenchReport } from '../verdict.ts'
import type { Arm, PageSet } from './arm.ts'
import { checkRun } from './check-run.ts'
import { openEdgesweepArm } from './edgesweep-arm.ts'
import type { ScrapeOptions } from './options.ts'
import { planPages } from './pages.ts'
import { startReader } from './reader-arm.ts'
import { readersFor } from './readers.ts'
import { type Measured, reportSet, type SetReport } from './report.ts'
import { openSweepArm } from './sweep-arm.ts'
import { type BenchTown, startTown } from './town.ts'

/**
 * The town's ticks, one per round in turn. They are far enough apart that prices and stock differ, and few enough that most
 * outlets are online at all of them.
 */
const ticks = [0, 60, 120, 180]
/** Outlets per measured page: one in three has the wanted manner (see `plan-outlet.ts`), and some are offline at one of the ticks. */
const outletsPerPage = 6

/** Runs the whole bench and returns its report. */
export async function runScrape(options: ScrapeOptions): Promise<BenchReport> {
  if (options.peers) await installPeers(say)
  say('Preparing Workers and Chromium.')
  await prepareStacks()
  await using parts = new AsyncDisposableStack()
  const home = openHome(parts.adopt(temporaryHome(), removeHome))
  await prepareChromium(home)
  const town = parts.adopt(
    await startTown({ outlets: options.pages * outletsPerPage, latencyMs: options.latencyMs }),
    (one) => one.close(),
  )
  const { host } = new URL(town.origin)
  say('Starting the local stack.')
  const stack = parts.use(await startStack({ outlets: 1, args: ['--allow', host, ...limitsFor(options)] }))
  await tellNobody(stack)
  const env = { BENCH_CHROMIUM: chromeCommand(home), BENCH_DOMAIN: host, XDG_CACHE_HOME: home.cache }
  const reports: SetReport[] = []
  for (const set of options.sets) reports.push(await runSet(set, options, town, stack, env))
  return {
    tables: reports.flatMap(({ tables }) => tables),
    verdict: {
      bench: 'scrape',
      ok: reports.every(({ ok }) => ok),
      wrong: reports.flatMap(({ wrong }) => wrong),
      ratios: reports.flatMap(({ ratios }) => ratios),
      ...options,
      ...Object.fromEntries(reports.map(({ set, ok, figures }) => [set, { ok, ...figures }])),
    },
  }
}

/**
 * One browser, as each peer has. The domain's permits limit concurrent pages to `concurrency`: a slot is taken before a permit,
 * and no page is opened before both are there.
 */
function limitsFor({ concurrency }: ScrapeOptions): string[] {
  const limits = {
    DOMAIN_SLOTS: concurrency,
    BROWSERS: 1,
    CONTEXTS_PER_BROWSER: 2 * concurrency + 1,
    LIVE_CONTEXTS: 1,
  }
  return Object.entries(limits).flatMap(([name, value]) => ['--set', `${name}=${value}`])
}

async function runSet(
  set: PageSet,
  options: ScrapeOptions,
  town: BenchTown,
  stack: OwnStack,
  env: Record<string, string>,
): Promise<SetReport> {
  const { rounds, warmUp, concurrency } = options
  const tickOf = (round: number) => ticks[round % ticks.length]!
  const plan = await planPages(town, set, options.pages, ticks)
  await using open = new AsyncDisposableStack()
  const keep = (arm: Arm) => open.adopt(arm, (one) => one.close())
  const arms = [keep(await openEdgesweepArm(stack, set)), keep(await openSweepArm(stack, town, set, plan))]
  for (const reader of readersFor(set, options)) arms.push(keep(await startReader(reader, { concurrency, env })))

  const measure = async (arm: Arm, round: number): Promise<Measured> => {
    await town.freeze(tickOf(round))
    await town.forgetServed()
    const watch = watchTree(arm.pid)
    const run = await arm.read(plan.pages, round)
    // Work after the round must not burden the next arm.
    await watch.quiet()
    const use = watch.stop()
    const served = await town.served()
    const expected = plan.expected.get(tickOf(round))!
    const wrong = checkRun({ records: await run.records(), pages: plan.pages, expected, served, concurrency })
    const perMinute = (60 * plan.pages.length) / run.seconds
    say(
      `${set}, round ${round || 'to warm up'}: ${arm.name} ${perMinute.toFixed(0)} pages/min${wrong.length ? ', WRONG' : ''}`,
    )
    return { perMinute, use, figures: run.figures ?? {}, peakConcurrent: served.peak_concurrent, wrong }
  }
  return reportSet(set, await runInterleaved(arms, rounds, measure, { warmUp }), options)
}

/** Disables the local run's webhook endpoint, because no peer sends notifications. */
async function tellNobody(stack: OwnStack): Promise<void> {
  const db = new pg.Client({ connectionString: stack.database })
  await db.connect()
  await db.query('update webhook_endpoints set enabled = false')
  await db.end()
}

async function removeHome(home: string): Promise<void> {
  await endLeftovers(home)
  rmSync(home, { recursive: true, force: true })
}

const say = (line: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
