import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runFileFaults } from '../../../faults/files/run-file-faults.ts'
import { openDatabase } from '../../open-database.ts'

const { pooledUrl } = await openDatabase()

test('file workers killed and paused at random lose no file and end none twice', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edgesweep-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const summary = await runFileFaults({
    databaseUrl: pooledUrl,
    folder,
    tasks: 200,
    processes: 2,
    workers: 2,
    leaseSeconds: 0.6,
    faultEveryMs: 200,
  })
  expect(summary.wrong).toEqual([])
  expect(summary.kills).toBeGreaterThan(0)
})
