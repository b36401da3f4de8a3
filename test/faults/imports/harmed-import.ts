import { readFileSync, rmSync } from 'node:fs'
import pg from 'pg'
import type { BenchServer } from '../../support/bench-server.ts'
import { ImportProcess } from './import-process.ts'
import type { ImportWatch } from './import-watch.ts'
import { type Outcome, readOutcome } from './read-outcome.ts'

/** An import that is to be harmed, and how it goes when nobody does. */
export interface HarmedImport {
  server: BenchServer
  url: string
  path: string
  watch: ImportWatch
  calm: Calm
}

/** An import that nobody harmed. */
export interface Calm {
  outcome: Outcome
  steps: number
  ms: number
  /** What staging and merging took of it. */
  msOf: Record<'stage' | 'merge', number>
}

/** What was done to an import. */
export interface Harm {
  /** What its next commit was of, each time. */
  at: string[]
  wrong: string[]
}

/** Short, so that a fault run need not wait long for those that are gone. */
const leaseSeconds = 1

export const importOnce = ({ url, path }: Pick<HarmedImport, 'url' | 'path'>): ImportProcess =>
  new ImportProcess(url, path, leaseSeconds)

/** Runs the import again until it ends well; it may fail meanwhile while its server is away. */
export async function importToTheEnd(harmed: HarmedImport): Promise<void> {
  for (let tries = 0; tries < 20; tries++) if ((await importOnce(harmed).ended).how === 0) return
  throw new Error(`the import of ${harmed.path} came to no end`)
}

/** What it came to; its reject file goes away. */
export async function takeOutcome(url: string, path: string): Promise<Outcome> {
  const rejects = `${path}.rejects.csv`
  const outcome = await readOutcome(url, readFileSync(rejects, 'utf8'))
  rmSync(rejects)
  return outcome
}

/** Gives a migrated database an endpoint that every import is told to. */
export async function prepareDatabase(url: string): Promise<void> {
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  try {
    await db.query(`
      insert into api_keys (id, name, prefix, sha256, webhook_secret) values ('key_1', 'one', 'esk_', repeat('0', 64), 'whsec_');
      insert into webhook_endpoints (id, key_id, url, secret) values ('whe_1', 'key_1', 'https://hooks.example/', 'whsec_')`)
  } finally {
    await db.end()
  }
}
