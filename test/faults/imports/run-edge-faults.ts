import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrate } from '@edgesweep/db/migrate.ts'
import pg from 'pg'
import { eventually } from '../../support/eventually.ts'
import type { Stack } from '../../support/stack/stack.ts'
import { ask } from '../../support/stack/stack-client.ts'
import { type Calm, prepareDatabase } from './harmed-import.ts'
import { importCalmly } from './import-calmly.ts'
import { ImportWatch, type Seen } from './import-watch.ts'
import { differences, readOutcome } from './read-outcome.ts'
import type { HarmSummary } from './run-import-faults.ts'
import { writeFile } from './write-file.ts'

export interface EdgeFaults {
  rows: number
  /** The steps of the import at which workerd is killed, in order. */
  killAt: Array<NonNullable<Seen['doing']>>
  /** Whether to expire a dead holder's lease at once instead of after its minute. */
  hurry: boolean
}

/**
 * Sends a file to a stack's API and kills workerd repeatedly during its import. Then compares the outcome with that of an
 * undisturbed import by a local process.
 */
export async function runEdgeFaults(stack: Stack, { rows, killAt, hurry }: EdgeFaults): Promise<HarmSummary> {
  const path = join(stack.home, 'edge.csv')
  await writeFile(path, rows, 'first')
  const calm = await importBesides(stack, path)
  const startedAt = Date.now()
  const watch = new ImportWatch(stack.database)
  const db = new pg.Client({ connectionString: stack.database })
  await db.connect()
  const at: string[] = []
  try {
    const sent = await ask(stack, 'POST', '/v1/imports?table=advertisers', readFileSync(path, 'utf8'), {
      'content-type': 'text/csv',
    })
    if (sent.status !== 202) throw new Error(`the upload of the file was answered with ${sent.status}`)
    let dead: string | null = null
    for (const doing of killAt) {
      const isAt = (row: Seen) => row.doing === doing && row.claimedBy !== null && row.claimedBy !== dead
      dead = (await watch.until(`to ${doing}`, isAt)).claimedBy
      await sleep(50 * Math.random())
      at.push((await watch.read())?.doing ?? 'end')
      process.kill(await stack.workerd(), 'SIGKILL')
      await eventually('the restart of workerd', async () => (await fetch(`${stack.api}/health`)).ok)
      if (!hurry) continue
      await db.query('update imports set lease_expires_at = now() where claimed_by = $1 and ended_at is null', [dead])
      // The API refuses this file, but its upload wakes the import workers.
      await ask(stack, 'POST', '/v1/imports?table=outlets', 'nothing', { 'content-type': 'text/csv' })
    }
    const { id } = await watch.until('the end', ({ endedAt }) => endedAt !== null, 300_000)
    const rejects = await ask(stack, 'GET', `/v1/imports/${id}/rejects`)
    // The import of a refused file may still be in progress.
    await eventually('the end of all imports', async () => {
      const { rows: held } = await db.query('select from imports where ended_at is null')
      return held.length === 0
    })
    const wrong = differences(calm.outcome, await readOutcome(stack.database, rejects.body))
    return { file: 'first', harm: 'workerd killed', at, seconds: (Date.now() - startedAt) / 1000, wrong }
  } finally {
    await watch.close()
    await db.end()
  }
}

async function importBesides(stack: Stack, path: string): Promise<Calm> {
  const db = new pg.Client({ connectionString: stack.database })
  await db.connect()
  await db.query('create database calm').finally(() => db.end())
  const url = new URL(stack.database)
  url.pathname = '/calm'
  await migrate(url.href)
  await prepareDatabase(url.href)
  const watch = new ImportWatch(url.href)
  try {
    return await importCalmly(url.href, path, watch)
  } finally {
    await watch.close()
  }
}
