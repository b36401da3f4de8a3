import { readFileSync, rmSync } from 'node:fs'
import pg from 'pg'
import type { BenchServer } from '../../support/postgres/bench-server.ts'
import { ImportProcess } from './import-process.ts'
import type { ImportWatch } from './import-watch.ts'
import { type Outcome, readOutcome } from './read-outcome.ts'

/** An import to be disturbed, and its undisturbed course. */
export interface HarmedImport {
  server: BenchServer
  url: string
  path: string
  watch: ImportWatch
  calm: Calm
}

/** The outcome, the steps and the duration of an import without faults. */
export interface Calm {
  outcome: Outcome
  steps: number
  ms: number
  /** The time for staging and for merging, in ms. */
  msOf: Record<'stage' | 'merge', number>
}

/** The faults injected into an import. */
export interface Harm {
  /** The step in progress at each fault. */
  at: string[]
  wrong: string[]
}

/** Short, so that a run need not wait long for the claims of dead processes. */
const leaseSeconds = 1

export const importOnce = ({ url, path }: Pick<HarmedImport, 'url' | 'path'>): ImportProcess =>
  new ImportProcess(url, path, leaseSeconds)

/** Runs the import again until it succeeds. It may fail while its server is down. */
export async function importToTheEnd(harmed: HarmedImport): Promise<void> {
  for (let tries = 0; tries < 20; tries++) if ((await importOnce(harmed).ended).how === 0) return
  throw new Error(`the import of ${harmed.path} did not succeed within 20 tries`)
}

/** Reads the import's outcome and deletes its reject file. */
export async function takeOutcome(url: string, path: string): Promise<Outcome> {
  const rejects = `${path}.rejects.csv`
  const outcome = await readOutcome(url, readFileSync(rejects, 'utf8'))
  rmSync(rejects)
  return outcome
}

/** Adds an API key and an endpoint that receives every import's events. */
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
