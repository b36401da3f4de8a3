import process from 'node:process'
import { governorSettings } from '@edgesweep/core/governor/governor-settings.ts'
import { releaseClaims } from '@edgesweep/db/queries/claim/release.ts'
import { countDueRecords } from '@edgesweep/db/queries/record/count-due.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { RunnerContext } from './context.ts'
import { governPool } from './govern-pool.ts'
import { createMetrics } from './metrics.ts'
import { openReadings } from './readings/read-host.ts'
import { RestartingRun } from './restarting-run.ts'
import { checkSettings, runnerPipelines } from './runner-pipelines.ts'
import { serveMetrics } from './serve-metrics.ts'
import { drainMs, stopSignal } from './stop-signal.ts'

export interface WorkOptions {
  pipeline: PipelineName
  /** Records claimed at once. */
  batch: number
  /** The minimum number of workers. */
  workers: number
  maxWorkers: number
  /** Below this free memory, the governor removes workers and adds none. */
  memoryFloorMiB: number
  /** The time after which the claims of a dead process are free again. */
  leaseSeconds: number
  /** Whether to end when no record is due, instead of waiting for work. */
  untilIdle: boolean
}

/** The part of `drainMs` that is reserved for releasing claims. */
const releaseMs = 5_000
/** The count of due records stops here, because the governor only asks whether some wait. */
const maxDueCount = 1_000

/**
 * Runs one instance until it is stopped, or with `untilIdle` until no record is due. On a stop request it finishes its current records, releases the
 * rest and exits within `drainMs`; on a second one it exits at once. Returns the exit code. Throws an Error if a setting is missing.
 */
export async function work(ctx: RunnerContext, options: WorkOptions): Promise<number> {
  const { log, instance, metricsAddress } = ctx
  const { pipeline, workers, maxWorkers, batch, leaseSeconds, untilIdle } = options
  await checkSettings(ctx, pipeline)
  const memoryFloorBytes = options.memoryFloorMiB * 1024 * 1024
  const settings = governorSettings({ min: workers, max: maxWorkers, memoryFloorBytes })
  const stop = stopSignal(() => abort('a second stop request'))
  stop.addEventListener('abort', () => setTimeout(() => abort(`not finished after ${drainMs / 1000} s`), drainMs))
  const run = new RestartingRun(
    ctx,
    {
      start: (count) =>
        runnerPipelines[pipeline](ctx, { instance, workers: count, batch, leaseSeconds, keepLooking: !untilIdle }),
      countDue: () => countDueRecords(ctx.db, pipeline, maxDueCount),
      releaseOwnClaims: () => releaseClaims(ctx.db, pipeline, instance),
    },
    workers,
  )
  const abort = (reason: string) => {
    log.error('work.aborted', { pipeline, reason, held: run.held })
    process.exit(1)
  }

  const metrics = createMetrics()
  metrics.count(pipeline, run)
  const server =
    metricsAddress && (await serveMetrics({ metrics, ...metricsAddress, findProblem: () => run.findProblem() }))
  const { pid } = process
  log.info('work.started', { ...options, pid, runtime: runtimeName(), metrics: server?.url ?? null })
  const ended = new AbortController()
  const governed = governPool(ctx, run, {
    settings,
    readHost: await openReadings(),
    signal: ended.signal,
    onDecision: metrics.recordDecision,
  })
  const allReleased = await run.runUntilStopped(stop, drainMs - releaseMs)
  ended.abort()
  await governed
  await server?.close()
  log[allReleased ? 'info' : 'error']('work.ended', { pipeline, ...run.counts, allReleased })
  return allReleased ? 0 : 1
}

function runtimeName(): string {
  const { bun, deno, node } = process.versions
  if (bun) return `Bun ${bun}`
  return deno ? `Deno ${deno}` : `Node ${node}`
}
