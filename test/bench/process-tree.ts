import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a process is for, as its command tells. */
export type Role = 'browser' | 'workerd' | 'postgres' | 'node'

/** What a tree of processes took while it was watched. */
export interface TreeUse {
  /** Most that all of its processes had resident at once; a page that several share counts for each. */
  peakRssBytes: number
  /** User and system time, also of processes that have ended meanwhile. */
  cpuSeconds: number
  cpuSecondsByRole: Record<Role, number>
}

/** A tree of processes under watch. */
export interface Watch {
  /** Waits until it has hardly anything to do any more, at most ten seconds. */
  quiet(): Promise<void>
  /** Ends the watch. Null where there is no `/proc` to read from. */
  stop(): TreeUse | null
}

const sampleMs = 200
/** Quiet is who takes less than this share of one processor for so long. */
const quietShare = 0.1
const quietMs = 500
const mostQuietingMs = 10_000
/** `USER_HZ` and the page size of Linux, on every architecture that Node has a build for here. */
const ticksPerSecond = 100
const pageBytes = 4096

/** Watches a process and all that descend from it, from now until it is stopped. */
export function watchTree(root: number): Watch {
  if (process.platform !== 'linux') return { quiet: () => sleep(quietMs), stop: () => null }
  let tree = readTree(root)
  const before = cpuByRole(tree)
  const moved = { browser: 0, workerd: 0, postgres: 0, node: 0 }
  let peakRssBytes = rssOf(tree)
  const sample = () => {
    const last = tree
    tree = readTree(root)
    peakRssBytes = Math.max(peakRssBytes, rssOf(tree))
    const heirs = new Set<Observed>()
    for (const gone of last.values()) {
      const heir = tree.has(gone.pid) ? null : nearestAlive(gone, last, tree)
      if (!heir || heir.role === gone.role) continue
      moved[gone.role] += gone.ownSeconds + gone.reapedSeconds
      heirs.add(heir)
    }
    // What a process took goes to its parent when it has ended; a browser's time is not that of the Node that started it.
    for (const heir of heirs) moved[heir.role] -= heir.reapedSeconds - last.get(heir.pid)!.reapedSeconds
  }
  const timer = setInterval(sample, sampleMs)
  const total = () => rolesTotal(cpuByRole(tree))
  return {
    async quiet() {
      for (const until = Date.now() + mostQuietingMs; Date.now() < until; ) {
        const then = total()
        await sleep(quietMs)
        if (total() - then < (quietShare * quietMs) / 1000) return
      }
    },
    stop() {
      clearInterval(timer)
      sample()
      const after = cpuByRole(tree)
      const took = (role: Role) => after[role] - before[role] + moved[role]
      const cpuSecondsByRole = {
        browser: took('browser'),
        workerd: took('workerd'),
        postgres: took('postgres'),
        node: took('node'),
      }
      return { peakRssBytes, cpuSeconds: rolesTotal(cpuSecondsByRole), cpuSecondsByRole }
    },
  }
}

interface Observed {
  pid: number
  parent: number
  role: Role
  ownSeconds: number
  /** What its children took that have ended, where it asked for their end. */
  reapedSeconds: number
  rssBytes: number
}

type Tree = Map<number, Observed>

function readTree(root: number): Tree {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => observe(Number(name)) ?? [])
  const children = Map.groupBy(all, ({ parent }) => parent)
  const tree = all.filter(({ pid }) => pid === root)
  // Grows while it is walked: each process adds its children.
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []))
  return new Map(tree.map((one) => [one.pid, one]))
}

/** The process of the tree as it is now that whoever has ended descended from. */
function nearestAlive(gone: Observed, last: Tree, tree: Tree): Observed | undefined {
  let ancestor = last.get(gone.parent)
  while (ancestor && !tree.has(ancestor.pid)) ancestor = last.get(ancestor.parent)
  return ancestor && tree.get(ancestor.pid)
}

/** Fields as in proc_pid_stat(5); the command is in brackets and may hold anything. */
function observe(pid: number): Observed | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const command = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const field = (number: number) => Number(fields[number - 3])
    return {
      pid,
      parent: field(4),
      role: roleOf(command),
      ownSeconds: (field(14) + field(15)) / ticksPerSecond,
      reapedSeconds: (field(16) + field(17)) / ticksPerSecond,
      rssBytes: field(24) * pageBytes,
    }
  } catch {
    // It has ended since it was listed.
    return null
  }
}

function roleOf(command: string): Role {
  if (/chrom/i.test(command)) return 'browser'
  if (command.startsWith('workerd')) return 'workerd'
  return /^(postgres|pgbouncer)/.test(command) ? 'postgres' : 'node'
}

function cpuByRole(tree: Tree): Record<Role, number> {
  const sums = { browser: 0, workerd: 0, postgres: 0, node: 0 }
  for (const { role, ownSeconds, reapedSeconds } of tree.values()) sums[role] += ownSeconds + reapedSeconds
  return sums
}

const rolesTotal = (seconds: Record<Role, number>): number => Object.values(seconds).reduce((sum, one) => sum + one, 0)

const rssOf = (tree: Tree): number => [...tree.values()].reduce((sum, { rssBytes }) => sum + rssBytes, 0)
