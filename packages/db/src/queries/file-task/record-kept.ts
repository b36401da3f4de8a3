import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface KeptFile {
  /** The caller whose job it is; null for the clock's own. */
  keyId: string | null
  jobId: string
  /** The job's submission, ISO 8601. */
  submittedAt: string
  /** What tells it from the job's other files. */
  url: string
  name: string
  bytes: number
  sha256: string
  contentType: string
}

/** Puts a file that is in the bucket already on record, done. One of the same job and address, as an earlier try has kept, is replaced. */
export async function recordKeptFile(db: Database, file: KeptFile): Promise<{ id: string }> {
  const rows = await runStatement<{ id: string }>(
    db,
    'record-kept-file',
    sql`
      insert into file_tasks as t
        (id, key_id, job_id, url, submitted_at, status, name, bytes, sha256, content_type, ended_at)
      values (
        new_id('fil_'), ${file.keyId}::text, ${file.jobId}, ${file.url}, ${file.submittedAt}::timestamptz, 'done',
        ${file.name}, ${file.bytes}::bigint, ${file.sha256}, ${file.contentType}, now()
      )
      on conflict (job_id, md5(url)) do update set
        status = 'done', name = excluded.name, bytes = excluded.bytes, sha256 = excluded.sha256,
        content_type = excluded.content_type, error = null, ended_at = now(), lease_token = null, lease_expires_at = null, claimed_from = null
      returning t.id`,
  )
  return rows[0]!
}
