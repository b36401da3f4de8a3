import type { ClaimContext } from '@edgesweep/core/claim/claims.ts'
import type { Pipeline } from '@edgesweep/core/claim/pipeline.ts'
import { PipelineRun } from '@edgesweep/core/claim/pipeline-run.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { type CreativeReading, finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import { numberOf } from '../record-ids.ts'
import { answerRuns, type Run, type WorkerOptions } from './answer-runs.ts'

type NumberedPipeline = Pipeline<ClaimContext, ClaimedRow, CreativeReading>

const nothing: CreativeReading = { title: null, bodyText: null, landingUrl: null, media: [] }

/** The creatives' pipeline without its work: nothing is fetched, but claims and ends are the product's own. */
const pipelineOf = ({ handle, completed }: Run): NumberedPipeline => ({
  name: 'creatives',
  retry: { maxAttempts: 3, retrySeconds: 60 },
  process: async (_, { id }) => {
    handle(numberOf(id))
    return nothing
  },
  judge: (error) => {
    throw error
  },
  finish: async (db, finished) => {
    const ids = await finishCreatives(db, finished)
    completed(ids.length)
    return ids
  },
})

/** Two independent instances, as on two hosts. Each has one or two claims and ends in progress. */
const instances = 2

const stderr = (event: string, fields?: object) => void process.stderr.write(`${event} ${JSON.stringify(fields)}\n`)
const log = { info: stderr, warn: stderr, error: stderr }

await answerRuns(async ({ url, connections, batch }: WorkerOptions) => {
  const { db } = connectNodePostgres(url, { max: connections, prepares: true })
  const workers = connections * Math.max(1, batch / instances)
  return {
    async work(run) {
      const from = performance.now()
      let to = from
      const pipeline = pipelineOf({
        ...run,
        completed: (count) => {
          run.completed(count)
          to = performance.now()
        },
      })
      const runs = Array.from(
        { length: instances },
        (_, n) =>
          new PipelineRun({ db, clock: systemClock, log }, pipeline, {
            instance: `bench-${process.pid}-${n}`,
            workers,
            batch,
            keepLooking: true,
          }),
      )
      run.signal.addEventListener('abort', () => {
        for (const one of runs) one.stop(10_000)
      })
      await Promise.all(runs.map((one) => one.run()))
      return { from, to }
    },
  }
})
