import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@edgesweep/infra/local/ports.ts'
import { ensureDatabase, type Postgres, startPostgres } from '@edgesweep/infra/local/postgres.ts'
import pg from 'pg'
import { startStandby } from '../../../support/postgres/standby.ts'
import type { Design, Target } from '../design.ts'
import type { DesignName } from '../options.ts'
import { oldSchema } from './schema.ts'
import type { OldSettings } from './serve.ts'

/** The setup of the previous design under each of its names. */
const setups = {
  old: { connections: 15, hasReplica: false },
  'old-30': { connections: 30, hasReplica: true },
} as const

/** The Chromium that it renders with. */
export interface Chromium {
  chromium: string
  env: Record<string, string>
}

/** Starts the previous design on a separate Postgres server with the outlets. */
export async function startOld(
  name: Exclude<DesignName, 'ours'>,
  targets: readonly Target[],
  { chromium, env }: Chromium,
): Promise<Design & AsyncDisposable> {
  const { connections, hasReplica } = setups[name]
  await using parts = new AsyncDisposableStack()
  const folder = parts.adopt(mkdtempSync(join(tmpdir(), 'edgesweep-bench-old-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const own = { folder: join(folder, 'postgres'), port: await freePort(), password: 'bench' }
  const postgres = parts.adopt(await startPostgres({ ...own, log: join(folder, 'postgres.log') }), (one) => one.close())
  await ensureDatabase(postgres, 'old')
  const database = postgres.url('old')
  await fill(database, targets)
  const replica = hasReplica
    ? parts.adopt(await startReplica(postgres, own, folder), (one) => one.close()).url('old')
    : null
  const settings: OldSettings = { database, replica, connections, chromium }
  const child = parts.adopt(
    fork(join(import.meta.dirname, 'serve.ts'), [JSON.stringify(settings)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 2, 2, 'ipc'],
      // In its own session, like Edgesweep's workerd.
      detached: true,
    }),
    async (process) => {
      if (process.exitCode !== null || process.signalCode !== null) return
      const ended = once(process, 'exit')
      process.disconnect()
      await ended
    },
  )
  const failed = once(child, 'exit').then(() => Promise.reject(new Error(`The design "${name}" did not start.`)))
  failed.catch(() => {})
  const [origin] = (await Promise.race([once(child, 'message'), failed])) as [string]
  const owned = parts.move()
  return { name, origin, key: '', database, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const startReplica = async (of: Postgres, { folder, password }: { folder: string; password: string }, root: string) =>
  startStandby({
    of: { url: of.url, folder },
    folder: join(root, 'standby'),
    port: await freePort(),
    password,
    log: join(root, 'standby.log'),
  })

async function fill(database: string, targets: readonly Target[]): Promise<void> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    await client.query(oldSchema)
    await client.query(
      'insert into outlets (id, name, url) select o.id, o.name, o.url from jsonb_to_recordset($1) as o (id text, name text, url text)',
      [JSON.stringify(targets)],
    )
  } finally {
    await client.end()
  }
}
