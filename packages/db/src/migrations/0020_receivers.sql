-- Each receiver of webhooks has its own line, so that a slow or dead one delays no other. A receiver is an endpoint, or the origin of an API
-- key's own URLs.
create function receiver_of(endpoint_id text, key_id text, url text) returns text
language sql immutable parallel safe
return coalesce(endpoint_id, coalesce(key_id, '') || ' ' || lower(substring(url from '^[^/]*//[^/?#]*')));
--> statement-breakpoint
create index deliveries_by_receiver on deliveries (receiver_of(endpoint_id, key_id, url), next_attempt_at, sequence)
  where status in ('pending', 'failed');
--> statement-breakpoint
create index deliveries_open on deliveries (created_at) where status in ('pending', 'failed');
--> statement-breakpoint
create table webhook_receivers (
  receiver text primary key,
  -- Attempts in a row that got no answer, 429 or 5xx.
  failures integer not null default 0,
  -- The newest attempt took long.
  slow boolean not null default false,
  -- No attempt starts before this time.
  rests_until timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
--> statement-breakpoint
-- When a consumer is woken next, so that many runs ask for one wake-up.
create table planned_wakes (
  name text primary key,
  wakes_at timestamptz not null
);
