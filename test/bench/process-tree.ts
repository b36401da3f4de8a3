import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** The kind of a process, by its command. */
export type Role = 'browser' | 'workerd' | 'postgres' | 'node'

/** The resources used by a tree of processes during a watch. */
export interface TreeUse {
  /** The peak resident memory of all processes together. A shared page counts for each of them. */
  peakRssBytes: number
  /** User and system time, including processes that have ended. */
  cpuSeconds: number
  cpuSecondsByRole: Record<Role, number>
}

/** A tree of processes under watch. */
export interface Watch {
  /** Waits until the tree is nearly idle, at most ten seconds. */
  quiet(): Promise<void>
  /** Ends the watch. Null when there is no `/proc`. */
  stop(): TreeUse | null
}

const sampleMs = 200
/** A tree is idle when it uses less than this share of one processor for a while. */
const quietShare = 0.1
const quietMs = 500
const mostQuietingMs = 10_000
/** `USER_HZ` and the page size of Linux. They are the same on every architecture of the Node builds that are used here. */
const ticksPerSecond = 100
const pageBytes = 4096

/** Watches a process and all its descendants until stopped. */
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
    // The time of an ended process is added to its parent. A browser's time must not count for the Node process that started it.
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

/** A process as seen at one moment. */
interface Observed {
  pid: number
  parent: number
  role: Role
  ownSeconds: number
  /** The time of ended children that the process has waited for. */
  reapedSeconds: number
  rssBytes: number
}

type Tree = Map<number, Observed>

/** A process and all its descendants, by process id. */
export function readTree(root: number): Tree {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => observe(Number(name)) ?? [])
  const children = Map.groupBy(all, ({ parent }) => parent)
  const tree = all.filter(({ pid }) => pid === root)
  // The list grows during the loop, because each process adds its children.
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []))
  return new Map(tree.map((one) => [one.pid, one]))
}

/** The nearest living ancestor of an ended process. */
function nearestAlive(gone: Observed, last: Tree, tree: Tree): Observed | undefined {
  let ancestor = last.get(gone.parent)
  while (ancestor && !tree.has(ancestor.pid)) ancestor = last.get(ancestor.parent)
  return ancestor && tree.get(ancestor.pid)
}

/** Fields as in proc_pid_stat(5). The command is in parentheses and may contain any characters. */
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
    // The process has ended since it was listed.
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
