import { join } from 'node:path'
import type { ClaimArm } from './arm.ts'
import { idInSql } from './record-ids.ts'

const own = (name: string) => join(import.meta.dirname, 'workers', name)
const peer = (name: string) => join(import.meta.dirname, '..', 'peers', name)

/** Edgesweep, on its own table. */
export const ours: ClaimArm = {
  name: 'edgesweep',
  says: 'lease, token, attempts, instance, error',
  script: own('edgesweep.ts'),
  fill: (from, count) => `
    insert into creatives (id, url) select ${idInSql('n')}, 'https://ads.example/creative/' || n
    from generate_series(${from}, ${from + count - 1}) n`,
  empty: 'truncate creatives',
  count: countBy('creatives'),
}

/** Bare SQL on the same records: the same columns, a unique address, and an index of waiting records. */
export const bare: ClaimArm = {
  name: 'bare SQL',
  says: 'the same records; no lease, no token, no attempts',
  script: own('bare-sql-same.ts'),
  setup: `
    create table bare_creatives (like creatives including defaults) with (fillfactor = 80);
    alter table bare_creatives add primary key (id);
    create unique index on bare_creatives (md5(url));
    create index on bare_creatives (id) where status = 'pending'`,
  fill: (from, count) => `
    insert into bare_creatives (id, url) select ${idInSql('n')}, 'https://ads.example/creative/' || n
    from generate_series(${from}, ${from + count - 1}) n`,
  empty: 'truncate bare_creatives',
  count: countBy('bare_creatives'),
}

/** The minimum: a table with only the columns of a claim, and one index besides its key. */
export const least: ClaimArm = {
  name: 'bare SQL, least',
  says: 'no lease, no token, no attempts',
  script: own('bare-sql.ts'),
  setup: `
    create table bare_records (id text primary key, status text not null) with (fillfactor = 80);
    create index bare_records_pending on bare_records (id) where status = 'pending'`,
  fill: (from, count) =>
    `insert into bare_records select ${idInSql('n')}, 'pending' from generate_series(${from}, ${from + count - 1}) n`,
  empty: 'truncate bare_records',
  count: countBy('bare_records'),
}

const graphileWorker: ClaimArm = {
  name: 'graphile-worker',
  says: 'job, attempts, lock; deleted when done',
  script: peer('claim-graphile-worker.mjs'),
  fill: (from, count) => `
      select count(*) from generate_series(${from}, ${from + count - 1}, 10000) part, graphile_worker.add_jobs(array(
        select ('bench', json_build_object('number', n), null, now(), null, null, null, null)::graphile_worker.job_spec
        from generate_series(part, least(part + 9999, ${from + count - 1})) n))`,
  empty: 'truncate graphile_worker._private_jobs',
  count: `
      select count(*) filter (where locked_at is null)::int as waiting, count(locked_at)::int as claimed, null as done
      from graphile_worker._private_jobs`,
}

/** The peers with claims of the same size as Edgesweep's. */
export const peers: ClaimArm[] = [
  graphileWorker,
  {
    name: 'pg-boss',
    says: 'job, attempts, expiry; kept for its time',
    script: peer('claim-pg-boss.mjs'),
    fill: (from, count) => `
      insert into pgboss.job (name, data, policy)
      select 'bench', json_build_object('number', n), 'standard' from generate_series(${from}, ${from + count - 1}) n`,
    empty: 'truncate pgboss.job',
    count: `
      select count(*) filter (where state < 'active')::int as waiting, count(*) filter (where state = 'active')::int as claimed,
        count(*) filter (where state = 'completed')::int as done
      from pgboss.job`,
  },
]

/** graphile-worker at its fastest, with one claim for the work of all connections. Shown, but not a peer for claims of this size. */
export const larger: ClaimArm = {
  ...graphileWorker,
  name: 'graphile-worker, larger claims',
  script: peer('claim-graphile-worker-large.mjs'),
}

function countBy(table: string): string {
  const by = (condition: string) => `count(*) filter (where ${condition})::int`
  return `
    select ${by("status = 'pending'")} as waiting, ${by("status = 'processing'")} as claimed, ${by("status = 'completed'")} as done
    from ${table}`
}
