import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** How to start a program that refuses to be root: as whom, and what to put before its command. */
export type Unprivileged = { uid?: number; gid?: number; prefix: string[] }

/** Postgres and PgBouncer do not run as root, and no other user here can reach their files. */
class NoPostgresUser extends Error {}

/**
 * Chooses the user for Postgres and PgBouncer. Nothing to choose unless the starter is root: then `postgres` where
 * there is one, otherwise `nobody`. Where that user may not enter the folders (a project under /root), a user
 * namespace makes root look like it.
 * @throws {NoPostgresUser} when neither is possible, with the remedy
 */
export function unprivileged(folders: string[]): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const user = lookUp('postgres') ?? lookUp('nobody')
  const closed = user && folders.map((folder) => closedAncestor(folder, user.uid)).find(Boolean)
  if (user && !closed) return { ...user, prefix: [] }
  const unshare = ['unshare', '--user', `--map-user=${user?.uid ?? 65_534}`, `--map-group=${user?.gid ?? 65_534}`]
  if (succeeds(unshare)) return { prefix: unshare }
  throw new NoPostgresUser(
    `Postgres refuses to run as root, and the user it could run as may not enter ${closed}. Start Edgesweep as another ` +
      'user, or move the project to a folder that everybody may enter, such as /opt or /srv.',
  )
}

function lookUp(name: string): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}

function closedAncestor(folder: string, uid: number): string | undefined {
  for (let path = folder; ; path = dirname(path)) {
    const entry = statSync(path, { throwIfNoEntry: false })
    if (entry && !(entry.mode & 0o001) && !(entry.uid === uid && entry.mode & 0o100)) return path
    if (path === dirname(path)) return undefined
  }
}

function succeeds([program, ...args]: string[]): boolean {
  try {
    execFileSync(program!, [...args, 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
