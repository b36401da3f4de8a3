create table webhook_endpoints (
  id text primary key,
  key_id text not null references api_keys,
  url text not null,
  secret text not null,
  events text[] not null default '{}',
  enabled boolean not null default true,
  disabled_reason text,
  last_sequence bigint not null default 0,
  created_at timestamptz not null default now()
) with (fillfactor = 80);
--> statement-breakpoint
create index webhook_endpoints_by_key on webhook_endpoints (key_id, id);
--> statement-breakpoint
create table deliveries (
  id text primary key,
  event_id text not null,
  kind text not null,
  endpoint_id text references webhook_endpoints on delete cascade,
  url text not null,
  key_id text,
  payload jsonb not null,
  sequence bigint,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed', 'dead')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_expires_at timestamptz,
  lease_token text,
  created_at timestamptz not null default now(),
  delivered_at timestamptz
) with (fillfactor = 80);
--> statement-breakpoint
-- One event goes once to an endpoint, and once to a job's own URL.
create unique index deliveries_once on deliveries (event_id, coalesce(endpoint_id, url));
--> statement-breakpoint
create index deliveries_due on deliveries (next_attempt_at) where status in ('pending', 'failed');
--> statement-breakpoint
create index deliveries_by_endpoint on deliveries (endpoint_id, id);
--> statement-breakpoint
create index deliveries_by_key on deliveries (key_id, id);
--> statement-breakpoint
create table delivery_attempts (
  delivery_id text not null references deliveries on delete cascade,
  attempt integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  status_code integer,
  error text,
  primary key (delivery_id, attempt)
);
