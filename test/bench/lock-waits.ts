/** A lock wait of more than `deadlock_timeout`, as in the server's log. */
export interface LockWait {
  waiter: string
  /** The roles, or kinds of server process, that held the lock. */
  holders: string[]
  /** Null when the log does not show its end. */
  ms: number | null
}

/** The server settings that `readLockWaits` needs: all waits, and the role of each process, are logged. */
export const lockLogSettings = {
  log_lock_waits: 'on',
  deadlock_timeout: '10ms',
  log_connections: 'on',
  log_autovacuum_min_duration: '0',
  log_line_prefix: '%p|%u|%b|',
}

const unknown = 'unknown'

/** The lock waits in a server's log. A line of detail after each wait names the holders. */
export function readLockWaits(log: string): LockWait[] {
  const lines = log.split('\n').flatMap((line) => {
    const [, pid, role, kind, text] = /^(\d+)\|([^|]*)\|([^|]*)\|(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid, of: role || kind!, text: text! }]
  })
  const authorized = lines.flatMap(({ pid, text }) => {
    const role = /connection authorized: user=(\S+)/.exec(text)?.[1]
    return role ? [[pid, role] as const] : []
  })
  const owners = new Map([...lines.map(({ pid, of }) => [pid, of] as const), ...authorized])
  return lines.flatMap(({ pid, text }, at) => {
    if (!/process \d+ still waiting for /.test(text)) return []
    const said = lines.slice(at + 1).filter((line) => line.pid === pid)
    const held = /holding the locks?: ([\d, ]+)\./.exec(said[0]?.text ?? '')?.[1] ?? ''
    const over = /acquired .* after ([\d.]+) ms/.exec(
      said.find((line) => / after [\d.]+ ms/.test(line.text))?.text ?? '',
    )
    const holders = new Set(held.split(', ').map((holder) => owners.get(holder) ?? unknown))
    return [{ waiter: owners.get(pid) ?? unknown, holders: [...holders], ms: over ? Number(over[1]) : null }]
  })
}

/** Whether one role waited for the other. An unnamed holder could be either. */
export function isBetween({ waiter, holders }: LockWait, a: string, b: string): boolean {
  const other = waiter === a ? b : waiter === b ? a : null
  return other !== null && (holders.includes(other) || holders.every((holder) => holder === unknown))
}
