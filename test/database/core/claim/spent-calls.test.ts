import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { enqueueFiles } from '@edgesweep/core/file/enqueue-files.ts'
import { runFileTasks } from '@edgesweep/core/file/file-pipeline.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { fileContext } from '../../../support/file-context.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

const log = { info: () => {}, warn: () => {}, error: () => {} }
const host = 'well.example'

/** The context of one invocation that may make 40 calls before it begins nothing any more. */
function invocation(answer: () => Response) {
  const spent = new AbortController()
  const calls = { made: 0 }
  const counted =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      if (++calls.made >= 40) spent.abort()
      return call(...args)
    }
  const asked: string[] = []
  const fetch = counted(async (input: string | URL | Request) => {
    asked.push(String(input))
    return answer()
  })
  const files = inMemoryFiles()
  const execute = counted((query: never) => db.execute(query)) as typeof db.execute
  const ctx = fileContext(
    { db: { ...db, execute }, files: { ...files, put: counted(files.put) }, hosts: [host] },
    { fetch: fetch as typeof globalThis.fetch, resolve: async () => ['93.184.216.34'] },
  )
  return { ctx, calls, signal: spent.signal, asked }
}

test('an invocation whose calls are spent begins no further file, and the next ones fetch the others once', async () => {
  const urls = Array.from({ length: 60 }, (_, n) => `https://${host}/${n}.jpg`)
  const job = { id: 'job_1', keyId: 'key_1', submittedAt: Date.UTC(2026, 10, 22, 10) }
  await enqueueFiles({ db, log, wakes: { files: async () => {} } }, job, urls)
  const asked: string[] = []
  for (let run = 0; run < 30 && asked.length < 60; run++) {
    const one = invocation(() => new Response('image', { headers: { 'content-type': 'image/jpeg' } }))
    await runFileTasks(one.ctx, { instance: 'edge-1', budgetMs: 60_000, signal: one.signal })
    asked.push(...one.asked)
    // Each of the three files in progress needs a few more calls.
    expect(one.calls.made).toBeLessThan(40 + 3 * 6)
  }
  expect(asked.toSorted()).toEqual(urls.toSorted())
  const { rows } = await db.execute(sql`select distinct status from file_tasks`)
  expect(rows).toEqual([{ status: 'done' }])
})

test('an invocation whose calls are spent begins no further delivery, and wakes the next one at once', async () => {
  const events = Array.from({ length: 90 }, (_, n) => ({ id: `evt_${n}`, kind: 'job.item' as const, payload: { n } }))
  await storeApiKey({ db }, mintApiKey(), { id: 'key_1', name: 'key_1', scopes: [] })
  await enqueueDeliveries(db, [{ keyId: 'key_1', webhookUrl: `https://${host}/`, events }])
  const wakes: number[] = []
  let sent = 0
  for (let run = 0; run < 30 && sent < 90; run++) {
    const one = invocation(() => new Response(null, { status: 204 }))
    const ctx = { ...one.ctx, wakes: { deliveries: async (seconds: number) => void wakes.push(seconds) } }
    await deliverDue(ctx, 60_000, one.signal)
    sent += one.asked.length
    if (sent < 90) expect(wakes.at(-1)).toBe(0)
    expect(one.calls.made).toBeLessThan(40 + 5 * 3)
  }
  expect(wakes.length).toBeGreaterThan(1)
  const { rows } = await db.execute(sql`select distinct status, attempts from deliveries`)
  expect(rows).toEqual([{ status: 'delivered', attempts: 1 }])
})
