import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, makeWorkerUtils, run as startRunner } from 'graphile-worker'
import pg from 'pg'
import { answerRuns } from '../claim/workers/answer-runs.ts'

const presetOf = ({ connections, batch }, queueSize) => ({
  worker: {
    concurrentJobs: batch > 1 ? queueSize : connections,
    ...(batch > 1 && { localQueue: { size: queueSize }, completeJobBatchDelay: 0 }),
    pollInterval: 100,
  },
})

process.env.NO_LOG_SUCCESS = '1'
const logger = new Logger(() => () => {})

/**
 * graphile-worker by its runner. `batch` 1 is its default: each job is claimed and completed separately. Otherwise it uses its
 * own batching: a local queue filled by claims of `queueSizeOf(options)` jobs, the same number of concurrent jobs (it warns of a
 * smaller queue), and completions of the same moment together.
 */
export const answerGraphileWorker = (queueSizeOf) =>
  answerRuns(async (options) => {
    const pgPool = new pg.Pool({ connectionString: options.url, max: options.connections })
    pgPool.on('error', () => {})
    const utils = await makeWorkerUtils({ pgPool, logger })
    await utils.migrate()
    return {
      async work({ signal, handle, completed }) {
        const events = new EventEmitter()
        let from = 0
        events.once('pool:create', () => {
          from = performance.now()
        })
        events.on('job:complete', () => completed(1))
        const runner = await startRunner({
          preset: presetOf(options, queueSizeOf(options)),
          pgPool,
          logger,
          events,
          noHandleSignals: true,
          parsedCronItems: [],
          taskList: { bench: ({ number }) => handle(number) },
        })
        await new Promise((resolve) => {
          if (signal.aborted) resolve()
          signal.addEventListener('abort', resolve, { once: true })
        })
        await runner.stop()
        // No one awaits single completions.
        while (pgPool.waitingCount > 0 || pgPool.idleCount < pgPool.totalCount) await sleep(1)
        return { from, to: performance.now() }
      },
    }
  })
