import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

/** The process that holds a home folder. */
type Holder = { pid: number; state: 'running' | 'stopping' }

export type Lock = {
  /** Makes the next start wait longer for the lock. */
  announceStop(): void
  release(): void
}

/** Another process holds the home folder. */
export class HomeInUse extends Error {}

/**
 * Locks the home folder for this process. SQLite's file lock is used because the kernel releases it in any case. Waits up to 15 s for a holder that
 * is stopping.
 * @throws {HomeInUse} if another process keeps the lock
 */
export async function lockHome(root: string): Promise<Lock> {
  const started = Date.now()
  for (;;) {
    const database = tryLock(join(root, 'lock'))
    if (database) return own(database, root)
    const holder = readHolder(root)
    if (Date.now() - started > (holder?.state === 'stopping' ? 15_000 : 1_500))
      throw new HomeInUse(describe(root, holder))
    await sleep(100)
  }
}

function own(database: DatabaseSync, root: string): Lock {
  const write = (state: Holder['state']) =>
    writeFileSync(join(root, 'holder.json'), JSON.stringify({ pid: process.pid, state } satisfies Holder))
  write('running')
  return { announceStop: () => write('stopping'), release: () => database.close() }
}

function tryLock(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (/locked|busy/i.test((error as Error).message)) return undefined
    throw error
  }
}

function readHolder(root: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(join(root, 'holder.json'), 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function describe(root: string, holder: Holder | undefined): string {
  const holderText = holder ? `process ${holder.pid}` : 'another process'
  return (
    `Edgesweep already runs on ${root} (${holderText}). Stop it with Ctrl-C in its terminal${holder ? ` or "kill ${holder.pid}"` : ''}, ` +
    'or start a second one with another folder: EDGESWEEP_HOME=/another/folder npm start -- --port 8797'
  )
}
