/** A job that ended. Times are ISO 8601. */
export interface JobRow {
  id: string
  /** The caller; null for the clock's own jobs. */
  keyId: string | null
  kind: string
  lane: string
  status: 'completed' | 'partial' | 'failed' | 'cancelled' | 'timed_out'
  spec: unknown
  total: number
  completed: number
  failed: number
  attempt: number
  submittedAt: string
  startedAt: string | null
  endedAt: string
  expiresAt: string | null
  usage: unknown
  error: unknown
  /** A dead letter: its lane gave it up, or it did not end by its deadline. */
  dead: boolean
}
