-- Whoever imports writes rows, but owns no table. So what makes, empties and drops tables and indexes runs as their owner, and for those alone
-- who are given it by name. Each looks first whether the token holds the import.
alter function begin_import_staging(text, text, integer) security definer set search_path = public, pg_temp;
--> statement-breakpoint
alter function sort_staged_rows(text, text, integer) security definer set search_path = public, pg_temp;
--> statement-breakpoint
alter function choose_import_indexes(text, text, integer, bigint) security definer set search_path = public, pg_temp;
--> statement-breakpoint
alter function restore_import_index(text, text, integer) security definer set search_path = public, pg_temp;
--> statement-breakpoint
alter function clear_import_staging(text, text, integer) security definer set search_path = public, pg_temp;
--> statement-breakpoint
revoke execute on function
  begin_import_staging, sort_staged_rows, choose_import_indexes, restore_import_index, clear_import_staging
from public;
--> statement-breakpoint
-- Connections to this Postgres by role, of roles that have a limit or a connection. As its owner, since other roles' states are hidden from a
-- role without rights; it shows no statement.
create function count_connections()
returns table (role text, connection_limit integer, connections integer, active integer, waiting integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.rolname::text, nullif(r.rolconnlimit, -1), count(a.pid)::int, (count(*) filter (where a.state = 'active'))::int,
    (count(*) filter (where a.wait_event_type = 'Lock'))::int
  from pg_roles r
  left join pg_stat_activity a on a.usesysid = r.oid and a.backend_type = 'client backend'
  where r.rolcanlogin
  group by r.oid, r.rolname, r.rolconnlimit
  having r.rolconnlimit >= 0 or count(a.pid) > 0
$$;
--> statement-breakpoint
revoke execute on function count_connections from public;
