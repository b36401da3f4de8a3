import { keepFile } from '@edgesweep/core/file/keep-file.ts'
import { sha256Hex } from '@edgesweep/core/sha256.ts'
import { listFileTasks } from '@edgesweep/db/queries/file-task/list.ts'
import { expect, test } from 'vitest'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const job = { id: 'job_1', keyId: 'key_1', submittedAt: Date.UTC(2026, 10, 22, 10) }
const url = 'https://shop.example/menu#screenshot'
const png = (...bytes: number[]) => ({ url, body: new Uint8Array(bytes), contentType: 'image/png' })

test('a kept file is stored under its name, and a later try replaces it', async () => {
  const files = inMemoryFiles()
  const first = await keepFile({ db, files }, job, png(1, 2, 3))
  const sha256 = await sha256Hex(new Uint8Array([1, 2, 3]))
  expect(first.name).toBe(`files/key_1/2026-11-22/job_1/${sha256}.png`)
  expect(files.stored.get(first.name)!.body).toEqual(new Uint8Array([1, 2, 3]))
  expect(await keepFile({ db, files }, job, png(1, 2, 3))).toEqual(first)
  const second = await keepFile({ db, files }, job, png(4))
  expect(second.id).toBe(first.id)
  expect(await listFileTasks(db, { jobId: 'job_1', keyId: 'key_1', limit: 10 })).toMatchObject([
    { ...second, url, status: 'done', bytes: 1, contentType: 'image/png', error: null },
  ])
})

test('a file that the bucket refuses is not recorded', async () => {
  const files = { ...inMemoryFiles(), put: () => Promise.reject(new Error('the bucket does not answer')) }
  await expect(keepFile({ db, files }, { ...job, id: 'job_2' }, png(1))).rejects.toThrow('bucket')
  expect(await listFileTasks(db, { jobId: 'job_2', keyId: 'key_1', limit: 10 })).toEqual([])
})
