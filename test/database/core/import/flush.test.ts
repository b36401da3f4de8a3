import { connectCopy } from '@edgesweep/db/drivers/copy-import-rows.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'
import { advertisersCsv, emptyTables, someImport } from './import-world.ts'

const { db, pooledUrl } = await openDatabase()
const copy = connectCopy(pooledUrl)
afterAll(copy.close)

/** Records the settings under which a row is written or a table is created. */
const watch = [
  sql`create table seen (written text, flush text, workers text)`,
  sql`create function note_flush() returns trigger language plpgsql as $$
    begin
      insert into seen values (tg_table_name, current_setting('backend_flush_after'), '');
      return new;
    end $$`,
  sql`create trigger note before insert on staged_advertisers for each row execute function note_flush()`,
  sql`create trigger note before insert or update on advertisers for each row execute function note_flush()`,
  sql`create function note_sort() returns event_trigger language plpgsql as $$
    begin
      insert into seen values (
        'sorted', current_setting('backend_flush_after'), current_setting('max_parallel_workers_per_gather')
      );
    end $$`,
  sql`create event trigger note_sort on ddl_command_end when tag in ('CREATE TABLE AS') execute function note_sort()`,
]

beforeAll(async () => {
  for (const statement of watch) await db.execute(statement)
})

test.each(['COPY', 'statements'])(
  'everything that an import by %s writes is flushed at once, and one process sorts it',
  async (how) => {
    await emptyTables(db)
    await db.execute(sql`truncate seen`)
    const some = await someImport(db, advertisersCsv(500))
    const stage = how === 'COPY' ? copy.stage : some.ctx.stage
    expect(await some.run({}, { ...some.ctx, stage })).toMatchObject([{ status: 'completed' }])
    expect(await runStatement(db, 'seen', sql`select distinct * from seen order by written`)).toEqual([
      { written: 'advertisers', flush: '256kB', workers: '' },
      { written: 'sorted', flush: '256kB', workers: '0' },
      { written: 'staged_advertisers', flush: '256kB', workers: '' },
    ])
    expect(await runStatement(db, 'after', sql`select current_setting('backend_flush_after') as flush`)).toEqual([
      { flush: '0' },
    ])
  },
)
