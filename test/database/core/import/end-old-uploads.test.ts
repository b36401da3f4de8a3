import { importFiles } from '@edgesweep/core/import/import-files.ts'
import { beginUpload } from '@edgesweep/core/import/upload/begin-upload.ts'
import { endOldUploads } from '@edgesweep/core/import/upload/end-old-uploads.ts'
import { receiveFile } from '@edgesweep/core/import/upload/receive-file.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { listImports } from '@edgesweep/db/queries/import/list.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const files = inMemoryFiles()
const log = { info: () => {}, warn: () => {}, error: () => {} }
const ctx = { db, files, log, clock: systemClock, wakes: { imports: async () => {} } }
const caller = { keyId: 'key_1', scopes: [] }
const request = { table: 'advertisers', filename: 'a.csv' } as const
const statuses = async () =>
  (await listImports(db, { keyId: 'key_1', before: null, limit: 10 })).map((row) => row.status)

test('an upload that is not completed ends after a day, and its pieces are deleted', async () => {
  const { id } = await beginUpload(ctx, caller, request)
  await files.put(importFiles.piece(id, 1), 'half a file', 'text/csv')
  await endOldUploads(ctx)
  expect([await statuses(), files.stored.size]).toEqual([['uploading'], 1])
  await db.execute(sql`update imports set created_at = now() - interval '25 hours'`)
  await endOldUploads(ctx)
  expect([await statuses(), files.stored.size]).toEqual([['cancelled'], 0])
})

test('a file whose transfer breaks off leaves no waiting import', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error('connection lost')),
  })
  await expect(receiveFile(ctx, caller, request, { stream: broken, size: 1_000 })).rejects.toThrow('connection lost')
  expect(await statuses()).toEqual(['cancelled', 'cancelled'])
})
