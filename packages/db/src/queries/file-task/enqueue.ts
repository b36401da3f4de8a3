import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

interface NewFileTasks {
  /** The API key of the job; null for scheduled jobs. */
  keyId: string | null
  jobId: string
  /** The job's submission, ISO 8601. */
  submittedAt: string
  urls: string[]
}

/** Writes a job's file tasks, due at once. Existing tasks of the job with the same URL stay unchanged. Returns the number of new tasks. */
export async function enqueueFileTasks(db: Database, tasks: NewFileTasks): Promise<number> {
  // Ordered, so that two calls with the same tasks cannot deadlock.
  const rows = await runStatement<{ written: number }>(
    db,
    'enqueue-file-tasks',
    sql`
      with written as (
        insert into file_tasks (id, key_id, job_id, url, submitted_at)
        select new_id('fil_'), ${tasks.keyId}::text, ${tasks.jobId}, url, ${tasks.submittedAt}::timestamptz
        from (select distinct url from jsonb_array_elements_text(${storableJson(tasks.urls)}::jsonb) as url) as wanted
        order by md5(url)
        on conflict (job_id, md5(url)) do nothing
        returning id
      )
      select count(*)::int as written from written`,
  )
  return rows[0]!.written
}
