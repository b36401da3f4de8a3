import { setTimeout as sleep } from 'node:timers/promises'
import { runArchive } from '@edgesweep/core/archive/run-archive.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { folderFiles } from '@edgesweep/runner/files/folder-files.ts'

/** The options of a worker process, passed as JSON in its only argument. */
export interface WorkerOptions {
  databaseUrl: string
  folder: string
  retentionDays: number
  leaseSeconds: number
  partRows: number
}

/** A process that archives until it is killed. */
const { databaseUrl, folder, retentionDays, ...terms } = JSON.parse(process.argv[2]!) as WorkerOptions
const { db } = connectNodePostgres(databaseUrl, { max: 1 })
const log = { ...consoleLog('archive-worker'), info: () => {} }
const settings = settingsFrom({ SNAPSHOT_RETENTION_DAYS: String(retentionDays) })
const ctx = { db, files: folderFiles(folder), clock: systemClock, settings, log }

// The parent process may be killed too.
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
while (true) {
  await runArchive(ctx, { ...terms, budgetMs: 600_000 }).catch((error) =>
    log.error('archive.failed', { error: String(error) }),
  )
  await sleep(100)
}
