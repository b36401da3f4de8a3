import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { importFiles } from '@edgesweep/core/import/import-files.ts'
import { runImports } from '@edgesweep/core/import/run-imports.ts'
import { bucketSource } from '@edgesweep/core/import/source/bucket-source.ts'
import { fileSource } from '@edgesweep/core/import/source/file-source.ts'
import { stageInStatements } from '@edgesweep/core/import/stage-in-statements.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { connectCopy } from '@edgesweep/db/drivers/copy-import-rows.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { createImport } from '@edgesweep/db/queries/import/create.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import { folderFiles } from '@edgesweep/runner/files/folder-files.ts'
import type { Measured } from './arm.ts'

/** The options of the process. */
export interface ImportTask {
  arm: 'host' | 'edge'
  url: string
  /** The `host:port` of the Neon relay. */
  relay: string
  file: string
  /** The folder for parts and rejects. */
  folder: string
  rows: number
}

export type TaskReport = Omit<Measured, 'growthBytes'>

const task = JSON.parse(process.argv[2]!) as ImportTask
const { arm, url, relay, file, folder, rows } = task
const isHost = arm === 'host'
const copy = connectCopy(url)
const host = connectNodePostgres(url, { max: 2 })
const db = isHost ? host.db : connectNeonHttp(url, { proxy: relay })
const settings = settingsFrom({})
const files = folderFiles(folder)
const { size } = await stat(file)
const read = () => createReadStream(file, { highWaterMark: 1 << 20 })
const id = `imp_${arm}`
// An uploaded file is in the bucket before its import begins.
if (!isHost) {
  const stream = Readable.toWeb(read()) as ReadableStream<Uint8Array>
  await files.put(importFiles.piece(id, 1), { stream, size }, 'text/csv')
}

const phases: Record<string, number> = {}
let longestMerge = 0
const begun = performance.now()
let last = { at: begun, status: isHost ? 'staging' : 'splitting', blocks: 0 }
const onStep = (row: ImportRow) => {
  const at = performance.now()
  const phase =
    row.status === 'merging' && last.status === 'staging'
      ? 'sort'
      : row.indexes === 'dropped' && row.mergedBlocks === row.sortedBlocks && last.blocks === row.mergedBlocks
        ? 'index'
        : last.status
  phases[phase] = (phases[phase] ?? 0) + (at - last.at) / 1000
  if (phase === 'merging' && row.mergedBlocks > last.blocks)
    longestMerge = Math.max(longestMerge, (at - last.at) / 1000)
  last = { at, status: row.status, blocks: row.mergedBlocks }
}
const added = { keyId: null, table: 'advertisers', filename: basename(file), status: 'splitting', bytes: size } as const
await createImport(db, { id, ...added, isLocal: isHost, compression: 'none', encoding: null })
const source = isHost ? fileSource(settings, read) : bucketSource({ files, settings })
const stage = isHost ? copy.stage : stageInStatements(db)
const ctx = { db, files, source, stage, clock: systemClock, log: consoleLog('bench') }
const [ended] = await runImports(ctx, { instance: 'bench-1', budgetMs: 3_600_000, importId: id, onStep })
const seconds = (performance.now() - begun) / 1000

const wrong: string[] = []
if (ended?.status !== 'completed') wrong.push(`ended as ${ended?.status}: ${ended?.error}`)
else {
  const { rowsRead, inserted, updated, unchanged, rejected } = ended
  if (rowsRead !== rows) wrong.push(`${rowsRead} rows read of ${rows}`)
  if (inserted + updated + unchanged + rejected !== rowsRead) wrong.push('the counts do not add up')
}
await Promise.all([copy.close(), host.close()])
// In kilobytes (getrusage(2)).
const peakRssBytes = process.resourceUsage().maxRSS * 1024
const report: TaskReport = { seconds, phases, peakRssBytes, longestMerge, wrong }
process.send!(report, () => process.exit(0))
