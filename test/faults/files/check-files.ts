import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '@edgesweep/db/database.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { fileAt, type Origin } from './origin.ts'

interface Task {
  id: string
  key_id: string
  job_id: string
  url: string
  day: string
  status: string
  name: string
  /** How often the task ended. */
  endings: number
}

const extensions: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
}

/** Makes the database count how often each task ends. */
export async function countEndings(db: Database): Promise<void> {
  await db.execute(sql`create table endings (task_id text not null)`)
  await db.execute(sql`
    create function count_ending() returns trigger language plpgsql as $$
    begin insert into endings values (new.id); return null; end $$`)
  await db.execute(sql`
    create trigger count_endings after update on file_tasks
    for each row when (new.status in ('done', 'failed')) execute function count_ending()`)
}

/** The violated expectations after every task has ended. Empty when none was lost, none ended twice, and each file has its own name. */
export async function checkFiles(db: Database, origin: Origin, folder: string, tasks: number): Promise<string[]> {
  const rows = await runStatement<Task>(
    db,
    'ended tasks',
    sql`
      select t.id, key_id, job_id, url, to_char(submitted_at at time zone 'UTC', 'YYYY-MM-DD') as day, status, name,
        (select count(*)::int from endings e where e.task_id = t.id) as endings
      from file_tasks t`,
  )
  const wrong: string[] = []
  const expect = (right: boolean, problem: string) => {
    if (!right) wrong.push(problem)
  }
  expect(rows.length === tasks, `${rows.length} tasks, not ${tasks}`)
  for (const { id, key_id, job_id, url, day, status, name, endings } of rows) {
    expect(status === 'done', `${id} is ${status}`)
    expect(endings === 1, `${id} ended ${endings} times`)
    const { body, contentType } = fileAt(origin.numberOf(url))
    const sha256 = createHash('sha256').update(body).digest('hex')
    const right = `files/${key_id}/${day}/${job_id}/${sha256}.${extensions[contentType]}`
    expect(name === right, `${id} is named ${name}, not ${right}`)
    const stored = await readFile(join(folder, right)).catch(() => null)
    expect(stored?.equals(body) ?? false, `${right} is ${stored ? 'different from the served file' : 'missing'}`)
  }
  expect(new Set(rows.map(({ name }) => name)).size === rows.length, 'two tasks have one name')
  const kept = await listFiles(folder)
  expect(kept.length === rows.length, `${kept.length} files are stored, not ${rows.length}`)
  return wrong
}

const listFiles = async (folder: string) =>
  (await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
