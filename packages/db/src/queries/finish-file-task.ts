import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { runStatement } from '../run-statement.ts'

/** What an attempt at a file task came to. */
export type FileTaskEnd =
  | { outcome: 'done'; name: string; bytes: number; sha256: string; contentType: string }
  /** No attempt follows. */
  | { outcome: 'failed'; error: string }
  | { outcome: 'retry'; afterSeconds: number; error: string }
  /** It could not run now, through no fault of its own: the attempt does not count. `throttled`: its domain asked for less. */
  | { outcome: 'deferred'; afterSeconds: number; error: string; throttled: boolean }

export interface FinishedFileTask {
  taskId: string
  /** The token that the task was claimed with. */
  token: string
  end: FileTaskEnd
}

/**
 * Ends a claimed attempt and gives the lease back. False, and nothing changed, when the token no longer holds the task, because the
 * lease ran out and another claimed it or the attempt was ended before.
 */
export async function finishFileTask(db: Database, { taskId, token, end }: FinishedFileTask): Promise<boolean> {
  const { outcome } = end
  const file = outcome === 'done' ? end : { name: null, bytes: null, sha256: null, contentType: null }
  const error = outcome === 'done' ? null : end.error
  const afterSeconds = outcome === 'retry' || outcome === 'deferred' ? end.afterSeconds : null
  const throttled = outcome === 'deferred' && end.throttled
  const rows = await runStatement(
    db,
    'finish-file-task',
    sql`
      update file_tasks
      set status = case when ${outcome}::text in ('done', 'failed') then ${outcome}::text else status end,
        ended_at = case when ${outcome}::text in ('done', 'failed') then now() end,
        lease_token = null, lease_expires_at = null,
        attempts = attempts - (${outcome}::text = 'deferred')::int,
        throttles = throttles + (${throttled}::boolean)::int,
        next_attempt_at = coalesce(now() + make_interval(secs => ${afterSeconds}::float8), next_attempt_at),
        name = ${file.name}::text, bytes = ${file.bytes}::bigint, sha256 = ${file.sha256}::text,
        content_type = ${file.contentType}::text, error = ${error}::text
      where id = ${taskId} and lease_token = ${token}
      returning id`,
  )
  return rows.length === 1
}
