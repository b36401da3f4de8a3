-- Keys and names compare by bytes: an import merges in the order of its keys, and the order of one collation must not change with the
-- server's libraries.
create table advertisers (
  advertiser_id text collate "C" primary key,
  advertiser_name text collate "C" not null,
  advertiser_name_normalized text collate "C" not null,
  country text collate "C"
);
--> statement-breakpoint
-- Secondary indexes of `advertisers`, in the order in which they are made: here, and by a first import that went without.
create function advertiser_indexes() returns table (name text, definition text)
language sql immutable as $$
  values
    ('advertisers_by_name', 'create index advertisers_by_name on advertisers (advertiser_name)'),
    ('advertisers_by_normalized_name',
      'create index advertisers_by_normalized_name on advertisers (advertiser_name_normalized)'),
    ('advertisers_by_country', 'create index advertisers_by_country on advertisers (country, advertiser_id)')
$$;
--> statement-breakpoint
do $$
declare
  definition text;
begin
  for definition in select x.definition from advertiser_indexes() x loop execute definition; end loop;
end
$$;
--> statement-breakpoint
-- Leases and checkpoints are in no index, so that a step's own write stays a cheap update.
create table imports (
  id text primary key,
  key_id text,
  target text not null check (target in ('advertisers', 'outlets')),
  filename text not null,
  status text not null
    check (status in ('uploading', 'splitting', 'staging', 'merging', 'completed', 'failed', 'cancelled')),
  ending text check (ending in ('failed', 'cancelled')),
  bytes bigint,
  compression text check (compression in ('none', 'gzip')),
  encoding text,
  is_local boolean not null default false,
  part_files text[] not null default '{}',
  is_split boolean not null default false,
  is_staged boolean not null default false,
  rows_read bigint not null default 0,
  rows_staged bigint not null default 0,
  rows_merged bigint not null default 0,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  rejected bigint not null default 0,
  duplicates bigint not null default 0,
  reject_files text[] not null default '{}',
  steps integer not null default 0,
  position jsonb,
  read_share float8 not null default 0,
  sorted_blocks integer,
  merged_blocks integer not null default 0,
  next_key text collate "C",
  next_line bigint,
  indexes text check (indexes in ('kept', 'dropped')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  claimed_by text,
  processing_started_at timestamptz,
  lease_expires_at timestamptz,
  lease_token text,
  error text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
) with (fillfactor = 50);
--> statement-breakpoint
create index imports_by_key on imports (key_id, id);
--> statement-breakpoint
create index imports_under_way on imports (created_at, id) where status in ('splitting', 'staging', 'merging');
--> statement-breakpoint
-- A table is written by one import at a time, which has its staging tables for itself.
create unique index imports_alone on imports (target) where status in ('staging', 'merging');
--> statement-breakpoint
-- Whose rows are staged. It is lost with them, as everything unlogged is when the server crashes: without it, what is staged is not all.
create unlogged table import_markers (import_id text primary key);
--> statement-breakpoint
-- Rows as they are read. `line` is the line of the file on which a row begins.
create unlogged table staged_advertisers (
  line bigint not null,
  advertiser_id text collate "C" not null,
  advertiser_name text collate "C" not null,
  advertiser_name_normalized text collate "C" not null,
  country text collate "C"
) with (autovacuum_enabled = false);
--> statement-breakpoint
create unlogged table staged_outlets (
  line bigint not null,
  site text collate "C" not null,
  url text collate "C" not null,
  name text not null,
  options text,
  timezone text not null,
  interval_seconds text not null,
  enabled text not null
) with (autovacuum_enabled = false);
--> statement-breakpoint
-- The same rows in the order of `key`, of equal ones the last of the file first. `superseded_by` is the line of the row that counts
-- instead. `sort_staged_rows` makes these tables again for each import, since only then Postgres sorts in parallel.
create unlogged table sorted_advertisers (
  key text collate "C", line bigint, superseded_by bigint, advertiser_name text collate "C",
  advertiser_name_normalized text collate "C", country text collate "C"
);
--> statement-breakpoint
create unlogged table sorted_outlets (
  key text collate "C", line bigint, superseded_by bigint, site text collate "C", url text collate "C", name text,
  options text, timezone text, interval_seconds text, enabled text
);
--> statement-breakpoint
-- Whether the token still holds the import and its step is the next. Locks the row to the end of the transaction, so that a worker that
-- comes late waits, and is then refused.
create function holds_import(import text, token text, step integer) returns boolean
language sql volatile as $$
  select exists (
    select from (
      select from imports i where i.id = import and i.lease_token = token and i.steps = step for no key update
    ) as held
  )
$$;
--> statement-breakpoint
-- Ends the connections of workers that have lost their import but still write its staging table: one that is stopped in the middle of COPY
-- would hold it for ever, since no timeout of Postgres reaches a COPY that waits for its client. Whoever calls this holds the table's import.
create function end_late_writers(staged regclass) returns void
language sql volatile as $$
  select pg_terminate_backend(l.pid, 5000)
  from pg_locks l
  where l.locktype = 'relation' and l.relation = staged and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
    and l.database = (select oid from pg_database where datname = current_database())
$$;
--> statement-breakpoint
-- Begins to stage an import, or begins again when what was staged is lost. False when it is not held. Raises unique_violation while
-- another import is at the same table.
create function begin_import_staging(import text, token text, step integer) returns boolean
language plpgsql as $$
declare
  staged regclass;
begin
  if not holds_import(import, token, step) then return false; end if;
  update imports i
  set status = 'staging', steps = i.steps + 1, attempts = 0, is_staged = false, sorted_blocks = null, position = null,
    read_share = 0, rows_staged = 0,
    -- Parts were counted when they were made; a host's own file is counted while it is staged.
    rows_read = case when i.is_local then 0 else i.rows_read end,
    rejected = case when i.is_local then i.duplicates else i.rejected end,
    reject_files = array(
      select file from unnest(i.reject_files) with ordinality as f (file, place)
      where not i.is_local or file like 'superseded-%' order by place
    )
  where i.id = import;
  staged := 'staged_' || (select i.target from imports i where i.id = import);
  perform end_late_writers(staged);
  execute format('truncate %s', staged);
  insert into import_markers (import_id) values (import) on conflict do nothing;
  return true;
end
$$;
--> statement-breakpoint
-- Puts what is staged in order, when all is. False when the import is not held, or its rows are lost. An import whose rows were lost while
-- they were merged goes on with those that were not yet.
create function sort_staged_rows(import text, token text, step integer) returns boolean
language plpgsql set work_mem = '128MB' set parallel_tuple_cost = 0 as $$
declare
  merging imports;
  blocks integer;
begin
  if not holds_import(import, token, step) or not exists (select from import_markers m where m.import_id = import) then
    return false;
  end if;
  select * into merging from imports i where i.id = import;
  if merging.target = 'advertisers' then
    drop table sorted_advertisers;
    create unlogged table sorted_advertisers with (autovacuum_enabled = false) as
      select r.*
      from (
        select s.advertiser_id as key, s.line, nullif(first_value(s.line) over same, s.line) as superseded_by,
          s.advertiser_name, s.advertiser_name_normalized, s.country
        from staged_advertisers s
        window same as (partition by s.advertiser_id order by s.line desc)
        order by s.advertiser_id, s.line desc
      ) r
      where merging.next_key is null or r.key > merging.next_key
        or r.key = merging.next_key and r.line <= merging.next_line;
  else
    drop table sorted_outlets;
    create unlogged table sorted_outlets with (autovacuum_enabled = false) as
      select r.*
      from (
        select o.key, o.line, nullif(first_value(o.line) over same, o.line) as superseded_by, o.site, o.url, o.name,
          o.options, o.timezone, o.interval_seconds, o.enabled
        from (select s.*, s.site || ' ' || s.url as key from staged_outlets s) o
        window same as (partition by o.key order by o.line desc)
        order by o.key, o.line desc
      ) r
      where merging.next_key is null or r.key > merging.next_key
        or r.key = merging.next_key and r.line <= merging.next_line;
  end if;
  perform end_late_writers(('staged_' || merging.target)::regclass);
  execute format('truncate %I', 'staged_' || merging.target);
  -- The merges' plans go by it: nothing else tells that nearly every row counts.
  execute format('analyze %I (key, superseded_by)', 'sorted_' || merging.target);
  blocks := pg_relation_size('sorted_' || merging.target) / current_setting('block_size')::int;
  update imports i
  set status = 'merging', steps = i.steps + 1, attempts = 0, position = null, sorted_blocks = blocks, merged_blocks = 0
  where i.id = import;
  return true;
end
$$;
--> statement-breakpoint
-- Decides whether an import goes without the secondary indexes of its table: when the table is empty and the import large, and nobody is
-- at the table this moment. False when the import is not held.
create function choose_import_indexes(import text, token text, step integer, least_rows bigint) returns boolean
language plpgsql as $$
declare
  choice text := 'kept';
  chosen imports;
begin
  if not holds_import(import, token, step) then return false; end if;
  select * into chosen from imports i where i.id = import;
  if chosen.target = 'advertisers' and chosen.rows_staged >= least_rows and not exists (select from advertisers) then
    begin
      perform set_config('lock_timeout', '200ms', true);
      drop index if exists advertisers_by_name, advertisers_by_normalized_name, advertisers_by_country;
      choice := 'dropped';
    exception when lock_not_available then
      null;
    end;
  end if;
  update imports i set indexes = choice, steps = i.steps + 1, attempts = 0 where i.id = import;
  return true;
end
$$;
--> statement-breakpoint
-- Makes the first of the indexes again that an import goes without, and notes when it was the last. False when the import is not held.
create function restore_import_index(import text, token text, step integer) returns boolean
language plpgsql set maintenance_work_mem = '128MB' as $$
declare
  missing text[];
begin
  if not holds_import(import, token, step) then return false; end if;
  select array_agg(x.definition order by x.place) into missing
  from advertiser_indexes() with ordinality as x (name, definition, place)
  where to_regclass(x.name) is null;
  if missing is not null then execute missing[1]; end if;
  update imports i
  set indexes = case when cardinality(missing) > 1 then i.indexes else 'kept' end, steps = i.steps + 1, attempts = 0
  where i.id = import;
  return true;
end
$$;
--> statement-breakpoint
-- Empties an import's staging tables at its end. False when it is not held.
create function clear_import_staging(import text, token text, step integer) returns boolean
language plpgsql as $$
declare
  ending imports;
begin
  if not holds_import(import, token, step) then return false; end if;
  select * into ending from imports i where i.id = import;
  -- One that ends before it has staged anything must leave another's alone.
  if ending.status not in ('staging', 'merging') then return true; end if;
  perform end_late_writers(('staged_' || ending.target)::regclass);
  execute format('truncate %I, %I', 'staged_' || ending.target, 'sorted_' || ending.target);
  delete from import_markers m where m.import_id = import;
  return true;
end
$$;
