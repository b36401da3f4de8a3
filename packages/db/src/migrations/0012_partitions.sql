-- Partitions of tables that are kept by day, apart from the tables that are spoken to.
create schema partitions;
--> statement-breakpoint
-- The name of a table's partition for a day in UTC.
create function partition_of(parent text, day date) returns text
language sql stable parallel safe as $$
  select 'partitions.' || parent || '_' || to_char(day, 'YYYYMMDD')
$$;
--> statement-breakpoint
-- The days for which a table has partitions, those that are being detached among them.
create function partition_days(parent text) returns table (day date)
language sql stable as $$
  -- Materialized, so that no name but a partition's is ever taken for one that ends in a day.
  with partitions as materialized (
    select c.relname as name
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass
  )
  select to_date(right(name, 8), 'YYYYMMDD') from partitions
$$;
--> statement-breakpoint
-- Makes a table's missing partitions for the days from `first` to `last`, and gives how many there were. A partition is made by itself and
-- then attached, which holds up neither readers nor writers of the table. Whoever comes second waits for the first and finds nothing to do.
create function make_partitions(parent text, first date, last date) returns integer
language plpgsql set lock_timeout = '5s' as $$
declare
  missing date;
  made integer := 0;
begin
  for missing in
    select d::date from generate_series(first::timestamp, last::timestamp, interval '1 day') as d
    where to_regclass(partition_of(parent, d::date)) is null
    order by d
  loop
    perform pg_advisory_xact_lock(hashtextextended('make_partitions ' || parent, 0));
    -- Not to_regclass: it may remember from before the wait that there was none.
    continue when exists (select from partition_days(parent) d where d.day = missing);
    execute format('create table %s (like %I including all)', partition_of(parent, missing), parent);
    execute format(
      'alter table %I attach partition %s for values from (%L) to (%L)',
      parent, partition_of(parent, missing), missing || ' 00:00:00+00', missing + 1 || ' 00:00:00+00'
    );
    made := made + 1;
  end loop;
  return made;
end
$$;
--> statement-breakpoint
alter table snapshots rename to snapshots_before;
--> statement-breakpoint
alter table snapshots_before rename constraint snapshots_pkey to snapshots_before_pkey;
--> statement-breakpoint
alter index snapshots_by_outlet rename to snapshots_before_by_outlet;
--> statement-breakpoint
create table snapshots (
  like snapshots_before including defaults including constraints, primary key (item_id, observed_at)
) partition by range (observed_at);
--> statement-breakpoint
create index snapshots_by_outlet on snapshots (outlet_id, observed_at);
--> statement-breakpoint
alter table platform_status rename to platform_status_before;
--> statement-breakpoint
alter table platform_status_before rename constraint platform_status_pkey to platform_status_before_pkey;
--> statement-breakpoint
create table platform_status (
  like platform_status_before including defaults including constraints, primary key (outlet_id, observed_at)
) partition by range (observed_at);
--> statement-breakpoint
do $$
declare
  today date := (now() at time zone 'UTC')::date;
  parent text;
begin
  perform make_partitions(t.parent, t.day, t.day)
  from (
    select distinct 'snapshots' as parent, (observed_at at time zone 'UTC')::date as day from snapshots_before
    union all
    select distinct 'platform_status', (observed_at at time zone 'UTC')::date from platform_status_before
  ) t;
  foreach parent in array array['snapshots', 'platform_status'] loop
    perform make_partitions(parent, today - 1, today + 7);
  end loop;
end
$$;
--> statement-breakpoint
insert into snapshots select * from snapshots_before;
--> statement-breakpoint
insert into platform_status select * from platform_status_before;
--> statement-breakpoint
drop table snapshots_before, platform_status_before;
--> statement-breakpoint
-- A day of a table on its way into the bucket. From `detaching` on what is in the bucket has been read back and compared, and is what history
-- reads; until `done` the day's rows may be in the table too. `position` is behind the last row that was written, or compared. Few rows, of
-- which one is written often: leases are in no index.
create table archives (
  kind text not null check (kind in ('snapshots', 'platform_status')),
  day date not null,
  status text not null default 'pending'
    check (status in ('pending', 'writing', 'verifying', 'detaching', 'dropping', 'done')),
  part_files text[] not null default '{}',
  verified_parts integer not null default 0,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  position jsonb,
  steps integer not null default 0,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_expires_at timestamptz,
  lease_token text,
  error text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (kind, day)
) with (fillfactor = 50);
--> statement-breakpoint
create index archives_under_way on archives (day, kind) where status <> 'done';
--> statement-breakpoint
-- Where an outlet's rows of a day are: a gzip member of one of the day's files. More than one where the outlet has more rows than a part.
create table archive_members (
  outlet_id text not null,
  kind text not null,
  day date not null,
  part integer not null,
  byte_offset bigint not null,
  bytes integer not null,
  rows integer not null,
  sha256 text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (outlet_id, kind, day, part)
);
--> statement-breakpoint
create index archive_members_by_day on archive_members (kind, day, part);
--> statement-breakpoint
create function refuse_write() returns trigger
language plpgsql as $$
begin
  raise exception '% is being archived: nothing is written to that day any more', tg_table_name
    using errcode = 'object_not_in_prerequisite_state';
end
$$;
--> statement-breakpoint
-- From here on a partition stays as it is. Waits for those who are writing to it, and for nobody else.
create function seal_partition(parent text, day date) returns void
language plpgsql set lock_timeout = '5s' as $$
begin
  execute format(
    'create or replace trigger sealed before insert or update or delete on %s for each row execute function refuse_write()',
    partition_of(parent, day)
  );
end
$$;
--> statement-breakpoint
-- Forgets what was written of a day, to write it again.
create function restart_archive(restarted archives) returns void
language sql as $$
  delete from archive_members m where m.kind = restarted.kind and m.day = restarted.day;
  update archives a
  set status = 'writing', part_files = '{}', verified_parts = 0, rows = 0, bytes = 0, position = null, steps = a.steps + 1
  where a.kind = restarted.kind and a.day = restarted.day;
$$;
--> statement-breakpoint
-- Drops a detached partition when it has as many rows as were archived. Otherwise somebody has written to it past the seal: it is attached
-- again, and archived again. Gives the archive as it stands then; none when it is not held.
create function drop_partition(archive_kind text, archive_day date, token text, step integer) returns setof archives
language plpgsql set lock_timeout = '5s' as $$
declare
  held archives;
  partition text := partition_of(archive_kind, archive_day);
  stored bigint;
begin
  select * into held from archives a
  where a.kind = archive_kind and a.day = archive_day and a.lease_token = token and a.steps = step and a.status = 'dropping'
  for no key update;
  if held.kind is null then return; end if;
  if to_regclass(partition) is not null then
    execute format('lock table %s in access exclusive mode', partition);
    execute format('select count(*) from %s', partition) into stored;
  end if;
  if stored <> held.rows then
    perform restart_archive(held);
    execute format(
      'alter table %I attach partition %s for values from (%L) to (%L)',
      archive_kind, partition, archive_day || ' 00:00:00+00', archive_day + 1 || ' 00:00:00+00'
    );
  else
    execute format('drop table if exists %s', partition);
    update archives a
    set status = 'done', steps = a.steps + 1, attempts = 0, error = null, lease_token = null, lease_expires_at = null,
      ended_at = now()
    where a.kind = archive_kind and a.day = archive_day;
  end if;
  return query select * from archives a where a.kind = archive_kind and a.day = archive_day;
end
$$;
