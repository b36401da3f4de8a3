import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@edgesweep/infra/local/ports.ts'
import { startPostgres } from '@edgesweep/infra/local/postgres.ts'
import { stopServerOf } from '@edgesweep/infra/local/postgres-leftover.ts'
import { signal } from '@edgesweep/infra/local/processes.ts'
import type { TestProject } from 'vitest/node'
import { copyPostgres, password } from './postgres-template.ts'
import { startPoolers } from './start-poolers.ts'

/** The addresses of the shared Postgres, for `testDatabase`. */
export type SharedPostgres = {
  /** Connection string straight to Postgres, without a database name. */
  direct: string
  /** The same through PgBouncer if the run has one. */
  pooled: string
  /** `host:port` of the Neon relay in front of it. */
  relay: string
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: SharedPostgres
  }
}

const FOLDER_PREFIX = 'edgesweep-test-'

type Running = { shared: SharedPostgres; stop(): Promise<void> }
type State = { running: Promise<Running>; users: number }

/** Each project of a run loads its own copy of this module, so the shared state hangs on the process. */
const holder = globalThis as typeof globalThis & { edgesweepTestPostgres?: State }

/** Vitest's global setup: starts Postgres for the first project that asks, and stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  holder.edgesweepTestPostgres ??= { running: start(), users: 0 }
  const state = holder.edgesweepTestPostgres
  state.users += 1
  const { shared, stop } = await state.running
  project.provide('postgres', shared)
  return async () => {
    state.users -= 1
    if (state.users > 0) return
    holder.edgesweepTestPostgres = undefined
    await stop()
  }
}

async function start(): Promise<Running> {
  await removeAbandoned()
  const root = join(tmpdir(), `${FOLDER_PREFIX}${process.pid}`)
  mkdirSync(root)
  const parts: Closable[] = []
  const stop = async () => {
    for (const part of parts.toReversed()) await part.close()
    rmSync(root, { recursive: true, force: true })
  }
  try {
    return { shared: await startParts(root, parts), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Closable = { close(): Promise<void> }

async function startParts(root: string, parts: Closable[]): Promise<SharedPostgres> {
  const folder = join(root, 'postgres')
  await copyPostgres('local', folder)
  const postgres = await startPostgres({
    folder,
    port: await freePort(),
    password,
    log: join(root, 'postgres.log'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
  })
  parts.push(postgres)
  const poolers = await startPoolers(postgres, root, password)
  parts.push(poolers)
  return { direct: postgres.url(''), pooled: poolers.url(''), relay: poolers.relay.address }
}

/** Stops the Postgres servers of killed test runs and deletes their folders. A folder's name ends with its run's process id. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER_PREFIX))) {
    const folder = join(tmpdir(), name)
    if (signal(Number(name.slice(FOLDER_PREFIX.length)), 0)) continue
    await stopServerOf(join(folder, 'postgres'))
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
  }
}
