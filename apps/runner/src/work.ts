import process from 'node:process'
import { governorSettings } from '@edgesweep/core/governor/governor-settings.ts'
import type { PipelineName } from '@edgesweep/db/pipelines.ts'
import { releaseClaims } from '@edgesweep/db/queries/claim/release.ts'
import { countDueRecords } from '@edgesweep/db/queries/record/count-due.ts'
import type { RunnerContext } from './context.ts'
import { drainMs } from './drain.ts'
import { keepGoverned } from './keep-governed.ts'
import { createMetrics } from './metrics.ts'
import { openReadings } from './readings/read-host.ts'
import { checkNeeds, runnerPipelines } from './runner-pipelines.ts'
import { serveMetrics } from './serve-metrics.ts'
import { SteadyRun } from './steady-run.ts'
import { stopSignal } from './stop-signal.ts'

export interface WorkOptions {
  pipeline: PipelineName
  /** Records claimed at a time. */
  batch: number
  /** Workers that always run, and how many there may be while there is work and the machine has room. */
  workers: number
  maxWorkers: number
  /** No further worker comes with less memory free, and one goes. */
  memoryFloorMiB: number
  /** How long a claim outlives this process. */
  leaseSeconds: number
  /** Ends when nothing is due, instead of waiting for work. */
  untilIdle: boolean
}

/** What is left of `drainMs` for giving back. */
const giveBackMs = 5_000
/** More need not be counted: the governor asks whether some wait. */
const mostCounted = 1_000

/**
 * One instance at work, until nothing is due where that is wanted, or until it is asked to end: then it ends what is in hand, gives the rest back and
 * leaves within `drainMs`, or at once when it is asked again. Gives the exit code. Throws an Error for a person on what it lacks.
 */
export async function work(ctx: RunnerContext, options: WorkOptions): Promise<number> {
  const { log, instance, metricsAddress } = ctx
  const { pipeline, workers, maxWorkers, batch, leaseSeconds, untilIdle } = options
  await checkNeeds(ctx, pipeline)
  const memoryFloorBytes = options.memoryFloorMiB * 1024 * 1024
  const settings = governorSettings({ min: workers, max: maxWorkers, memoryFloorBytes })
  const stop = stopSignal(() => leave('it was asked again'))
  stop.addEventListener('abort', () => setTimeout(() => leave(`${drainMs / 1000} s have passed`), drainMs))
  const run = new SteadyRun(
    ctx,
    {
      start: (count) =>
        runnerPipelines[pipeline](ctx, { instance, workers: count, batch, leaseSeconds, keepLooking: !untilIdle }),
      countDue: () => countDueRecords(ctx.db, pipeline, mostCounted),
      releaseLeft: () => releaseClaims(ctx.db, pipeline, instance),
    },
    workers,
  )
  const leave = (why: string) => {
    log.error('work.left', { pipeline, why, held: run.held })
    process.exit(1)
  }

  const metrics = createMetrics()
  metrics.count(pipeline, run)
  const server = metricsAddress && (await serveMetrics({ metrics, ...metricsAddress, ailment: () => run.ailment() }))
  const { pid } = process
  log.info('work.started', { ...options, pid, runtime: runtimeName(), metrics: server?.url ?? null })
  const ended = new AbortController()
  const governed = keepGoverned(ctx, run, {
    settings,
    readHost: await openReadings(),
    signal: ended.signal,
    decided: metrics.decided,
  })
  const clean = await run.keep(stop, drainMs - giveBackMs)
  ended.abort()
  await governed
  await server?.close()
  log[clean ? 'info' : 'error']('work.ended', { pipeline, ...run.counts, allGivenBack: clean })
  return clean ? 0 : 1
}

function runtimeName(): string {
  const { bun, deno, node } = process.versions
  if (bun) return `Bun ${bun}`
  return deno ? `Deno ${deno}` : `Node ${node}`
}
