create table outlets (
  id text primary key,
  site text not null,
  name text not null,
  url text not null,
  options jsonb not null default '{}',
  timezone text not null default 'UTC',
  interval_seconds integer not null check (interval_seconds > 0),
  enabled boolean not null default true,
  next_sweep_at timestamptz not null default now(),
  sweep_id text,
  sweep_lease_expires_at timestamptz,
  online boolean,
  last_scanned_at timestamptz,
  last_extracted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (site, url)
) with (fillfactor = 80);
--> statement-breakpoint
-- Lease columns stay out of every index, so that taking and renewing a lease is a HOT update.
create index outlets_due on outlets (next_sweep_at) where enabled;
--> statement-breakpoint
create table items (
  id text primary key,
  outlet_id text not null references outlets on delete cascade,
  key text not null,
  name text not null,
  price_minor bigint,
  currency char(3),
  availability text check (availability in ('in_stock', 'out_of_stock', 'preorder', 'discontinued')),
  url text,
  image_url text,
  listed boolean not null default true,
  first_seen_at timestamptz not null,
  changed_at timestamptz not null,
  unique (outlet_id, key),
  constraint items_price_has_currency check ((price_minor is null) = (currency is null))
) with (fillfactor = 90);
--> statement-breakpoint
-- To be partitioned by observed_at: the time is in the primary key, and no foreign key points here.
create table snapshots (
  item_id text not null,
  outlet_id text not null,
  observed_at timestamptz not null,
  name text not null,
  price_minor bigint,
  currency char(3),
  availability text,
  listed boolean not null,
  sweep_id text,
  primary key (item_id, observed_at)
);
--> statement-breakpoint
create index snapshots_by_outlet on snapshots (outlet_id, observed_at);
--> statement-breakpoint
create table platform_status (
  outlet_id text not null,
  observed_at timestamptz not null,
  online boolean,
  sweep_id text,
  primary key (outlet_id, observed_at)
);
--> statement-breakpoint
create table change_events (
  id text primary key,
  kind text not null,
  outlet_id text not null references outlets on delete cascade,
  item_id text,
  old jsonb,
  new jsonb,
  observed_at timestamptz not null,
  sweep_id text
);
--> statement-breakpoint
create index change_events_by_outlet on change_events (outlet_id, id);
--> statement-breakpoint
create table sweeps (
  id text primary key,
  job_id text,
  status text not null check (status in ('running', 'completed', 'failed')),
  outlets integer not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  summary jsonb
);
