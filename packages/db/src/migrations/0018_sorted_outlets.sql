-- Sorts the staged rows as before. The sorted outlets now have every column of `staged_outlets`, so a new column needs no new function.
create or replace function sort_staged_rows(import text, token text, step integer) returns boolean
language plpgsql security definer set search_path = public, pg_temp
set work_mem = '128MB' set parallel_tuple_cost = 0 set backend_flush_after = '256kB' set max_parallel_workers_per_gather = 0 as $$
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
        select o.*, nullif(first_value(o.line) over same, o.line) as superseded_by
        from (select s.*, s.site || ' ' || s.url as key from staged_outlets s) o
        window same as (partition by o.key order by o.line desc)
        order by o.key, o.line desc
      ) r
      where merging.next_key is null or r.key > merging.next_key
        or r.key = merging.next_key and r.line <= merging.next_line;
  end if;
  perform end_late_writers(('staged_' || merging.target)::regclass);
  execute format('truncate %I', 'staged_' || merging.target);
  -- The merges' plans use these statistics: nothing else says that nearly every row counts.
  execute format('analyze %I (key, superseded_by)', 'sorted_' || merging.target);
  blocks := pg_relation_size('sorted_' || merging.target) / current_setting('block_size')::int;
  update imports i
  set status = 'merging', steps = i.steps + 1, attempts = 0, position = null, sorted_blocks = blocks, merged_blocks = 0
  where i.id = import;
  return true;
end
$$;
