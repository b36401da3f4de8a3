-- Files to fetch for a job, by claims. Leases are in no index, so that taking one stays a cheap update.
create table file_tasks (
  id text primary key,
  key_id text,
  job_id text not null,
  url text not null,
  submitted_at timestamptz not null,
  status text not null default 'pending' check (status in ('pending', 'done', 'failed')),
  attempts integer not null default 0,
  throttles integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_expires_at timestamptz,
  lease_token text,
  name text,
  bytes bigint,
  sha256 text,
  content_type text,
  error text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 80);
--> statement-breakpoint
-- A job fetches an address once. By hash, since an address may be longer than an index takes.
create unique index file_tasks_once on file_tasks (job_id, md5(url));
--> statement-breakpoint
create index file_tasks_due on file_tasks (next_attempt_at, id) where status = 'pending';
--> statement-breakpoint
create index file_tasks_by_job on file_tasks (job_id, id);
