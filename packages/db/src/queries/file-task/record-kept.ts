import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { finishClaim } from '../../fragments/finish-claim.ts'
import { runStatement } from '../../run-statement.ts'

interface KeptFile {
  /** The API key of the job; null for scheduled jobs. */
  keyId: string | null
  jobId: string
  /** The job's submission, ISO 8601. */
  submittedAt: string
  /** Unique among the job's files. */
  url: string
  name: string
  bytes: number
  sha256: string
  contentType: string
}

/** Records a file that is already in the bucket as done. It replaces an earlier attempt's file of the same job and URL. */
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
        content_type = excluded.content_type, ended_at = now(), ${finishClaim}
      returning t.id`,
  )
  return rows[0]!
}
