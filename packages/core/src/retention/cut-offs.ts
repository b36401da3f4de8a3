import { type RetentionDays, type RetentionKind, retentionNames } from '../retention-kinds.ts'

/** The time before which a kind is old, ISO 8601 in UTC; null when it stays for ever. */
export type CutOffs = Record<RetentionKind, string | null>

/** Kinds that go by whole days. */
const byDay: RetentionKind[] = ['pages', 'snapshots', 'archive']
const dayMs = 24 * 60 * 60_000

/** When each kind is old. `now`: the database's time, ISO 8601. */
export function cutOffs(days: RetentionDays, now: string): CutOffs {
  const at = Date.parse(now)
  const midnight = at - (at % dayMs)
  const cutOff = (kind: RetentionKind): string | null => {
    const kept = days[kind]
    return kept === null ? null : new Date((byDay.includes(kind) ? midnight : at) - kept * dayMs).toISOString()
  }
  return Object.fromEntries(retentionNames.map((kind) => [kind, cutOff(kind)])) as CutOffs
}
