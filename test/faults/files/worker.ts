import { setTimeout as sleep } from 'node:timers/promises'
import type { RetryTerms } from '@edgesweep/core/claim/pipeline.ts'
import { runFileTasks } from '@edgesweep/core/file/file-pipeline.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { folderFiles } from '@edgesweep/runner/files/folder-files.ts'
import { fileContext } from '../../support/file-context.ts'

/** The options of a worker process, passed as JSON in its only argument. */
export interface WorkerOptions {
  databaseUrl: string
  folder: string
  host: string
  workers: number
  leaseSeconds: number
  retry: RetryTerms
}

/** A process that fetches files until it is killed. */
const { databaseUrl, folder, host, ...terms } = JSON.parse(process.argv[2]!) as WorkerOptions
const { db } = connectNodePostgres(databaseUrl, { max: terms.workers + 1 })
const log = consoleLog('file-worker')
const ctx = fileContext({ db, files: folderFiles(folder), hosts: [host] }, { log: { ...log, info: () => {} } })

// The parent process may be killed too.
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
while (true) {
  await runFileTasks(ctx, { instance: `worker-${process.pid}`, ...terms, budgetMs: 600_000 }).catch((error) =>
    log.error('files.failed', { error: String(error) }),
  )
  await sleep(100)
}
