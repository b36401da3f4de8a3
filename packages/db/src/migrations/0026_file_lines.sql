-- Files wait in the line of their host, so that a host that hangs delays no other. An address may have a part of any length there, an index may not.
create function host_of(url text) returns text
language sql immutable parallel safe
return coalesce(left(lower(substring(url from '^[^/]*//([^/?#]*)')), 255), '');
--> statement-breakpoint
-- As webhook_receivers.
create table file_hosts (
  host text primary key,
  failures integer not null default 0,
  slow boolean not null default false,
  rests_until timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
