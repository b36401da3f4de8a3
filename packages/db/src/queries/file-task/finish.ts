import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { attemptsAtEnd, type Finished, finishClaim } from '../../fragments/finish-claim.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** A fetched and stored file. */
export interface StoredFile {
  /** Name of the file in the bucket. */
  name: string
  bytes: number
  sha256: string
  contentType: string
}

/** Completes claimed file tasks. Returns the ids of those that were still held; the others are unchanged. */
export async function finishFileTasks(db: Database, finished: Array<Finished<StoredFile>>): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'finish-file-tasks',
    sql`
      update file_tasks t
      set status = 'done', ended_at = now(), attempts = ${attemptsAtEnd}, ${finishClaim}, name = f.name, bytes = f.bytes, sha256 = f.sha256,
        content_type = f."contentType"
      from jsonb_to_recordset(${storableJson(finished)}::jsonb)
        as f (id text, token text, name text, bytes bigint, sha256 text, "contentType" text)
      where t.id = f.id and t.lease_token = f.token
      returning t.id`,
  )
  return rows.map(({ id }) => id)
}
