create table api_keys (
  id text primary key,
  name text not null,
  prefix text not null,
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  scopes text[] not null default '{}',
  webhook_secret text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
--> statement-breakpoint
create table jobs (
  id text primary key,
  key_id text,
  kind text not null,
  lane text not null check (lane in ('live', 'interactive', 'bulk')),
  status text not null check (status in ('completed', 'partial', 'failed', 'cancelled', 'timed_out', 'expired')),
  spec jsonb not null,
  total integer not null,
  completed integer not null,
  failed integer not null,
  attempt integer not null,
  submitted_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz not null,
  expires_at timestamptz,
  usage jsonb,
  error jsonb
);
--> statement-breakpoint
create index jobs_by_submission on jobs (submitted_at, id);
--> statement-breakpoint
create index jobs_by_key on jobs (key_id, submitted_at, id);
