import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The user and the command prefix for a program that does not run as root. */
export type Unprivileged = { uid?: number; gid?: number; prefix: string[] }

/** Postgres does not run as root, and no other user of this machine can reach its files. */
class NoPostgresUser extends Error {}

/**
 * Chooses the user for Postgres and PgBouncer: the current one unless it is root, otherwise `postgres` or `nobody`. If that user cannot enter the
 * folders (a project under /root), root runs in a user namespace that maps it to that user.
 * @throws {NoPostgresUser} if neither is possible, with the remedy
 */
export function unprivileged(folders: string[]): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const user = lookUp('postgres') ?? lookUp('nobody')
  const closed = user && folders.map((folder) => closedAncestor(folder, user.uid)).find(Boolean)
  if (user && !closed) return { ...user, prefix: [] }
  const unshare = ['unshare', '--user', `--map-user=${user?.uid ?? 65_534}`, `--map-group=${user?.gid ?? 65_534}`]
  if (succeeds(unshare)) return { prefix: unshare }
  throw new NoPostgresUser(
    `Postgres does not run as root, and its other user cannot enter ${closed}. Start Edgesweep as another user, or move ` +
      'the project to a folder that every user can enter, such as /opt or /srv.',
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
