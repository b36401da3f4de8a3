/** Tables that are partitioned by day of `observed_at`, and archived by day. */
export const historyKinds = ['snapshots', 'platform_status'] as const
export type HistoryKind = (typeof historyKinds)[number]

/** A row's place in a history: ISO 8601 with microseconds, and the row's key. */
export interface HistoryPlace {
  observedAt: string
  /** The item's id; empty for platform status. */
  key: string
}
