-- Files wait in the line of their host, so that a host that hangs delays no other.
create function host_of(url text) returns text
language sql immutable parallel safe
return coalesce(lower(substring(url from '^[^/]*//([^/?#]*)')), '');
--> statement-breakpoint
create index file_tasks_by_host on file_tasks (host_of(url), next_attempt_at, id) where ended_at is null;
--> statement-breakpoint
-- Claims are taken from many lines, so they are not among the tasks that have been due longest.
create index file_tasks_claimed on file_tasks (lease_expires_at) where status = 'processing';
--> statement-breakpoint
-- As webhook_receivers.
create table file_hosts (
  host text primary key,
  failures integer not null default 0,
  slow boolean not null default false,
  rests_until timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
