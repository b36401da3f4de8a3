import { PgBoss } from 'pg-boss'
import { answerRuns } from '../claim/workers/answer-runs.ts'
import { runLoops } from '../claim/workers/claim-loops.ts'

/**
 * pg-boss by `fetch` and `complete` in a loop per connection, because its workers (`work`) poll at most twice a second for
 * single jobs. The queue has its own table, and maintenance and schedules are off, so that nothing else runs meanwhile.
 */
await answerRuns(async ({ url, connections, batch }) => {
  const boss = new PgBoss({ connectionString: url, max: connections, supervise: false, schedule: false })
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.stack}\n`))
  await boss.start()
  await boss.createQueue('bench', { partition: true })
  return {
    work: (run) =>
      runLoops(
        connections,
        {
          claim: () => boss.fetch('bench', { batchSize: batch }),
          numberOf: ({ data }) => data.number,
          complete: async (jobs) =>
            (
              await boss.complete(
                'bench',
                jobs.map(({ id }) => id),
              )
            ).affected,
        },
        run,
      ),
  }
})
