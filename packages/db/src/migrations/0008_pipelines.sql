-- Records that any number of instances process side by side, by claims. A claimed record is `processing`, and `claimed_from` is the
-- status that it goes back to. What a claim and its renewal change is in no index, so that they stay cheap updates: a claimed record stays
-- among those that have not ended, at their front, since claims go in that order. A record that comes back is due from now on, so that
-- nothing that is due ever appears in front of one that was claimed before.
create table profiles (
  id text primary key,
  login text not null unique check (login = lower(login)),
  status text not null default 'initial' check (status in ('initial', 'processing', 'profiled', 'enhanced', 'failed')),
  attempts integer not null default 0,
  throttles integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  claimed_from text,
  claimed_by text,
  processing_started_at timestamptz,
  lease_expires_at timestamptz,
  lease_token text,
  error text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 40);
--> statement-breakpoint
create index profiles_open on profiles (next_attempt_at, id) where ended_at is null;
--> statement-breakpoint
create table creatives (
  id text primary key,
  url text not null,
  advertiser_id text,
  status text not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed')),
  attempts integer not null default 0,
  throttles integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  claimed_from text,
  claimed_by text,
  processing_started_at timestamptz,
  lease_expires_at timestamptz,
  lease_token text,
  error text,
  title text,
  body_text text,
  landing_url text,
  media jsonb,
  created_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 40);
--> statement-breakpoint
-- By hash, since an address may be longer than an index takes.
create unique index creatives_once on creatives (md5(url));
--> statement-breakpoint
create index creatives_open on creatives (next_attempt_at, id) where ended_at is null;
--> statement-breakpoint
-- GitHub searches whose users become profiles, a page of results a claim.
create table discoveries (
  id text primary key,
  query text not null,
  max_results integer not null check (max_results > 0),
  page integer not null default 1,
  found integer not null default 0,
  added integer not null default 0,
  status text not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed')),
  attempts integer not null default 0,
  throttles integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  claimed_from text,
  claimed_by text,
  processing_started_at timestamptz,
  lease_expires_at timestamptz,
  lease_token text,
  error text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 40);
--> statement-breakpoint
create index discoveries_open on discoveries (next_attempt_at, id) where ended_at is null;
--> statement-breakpoint
alter table file_tasks
  add column claimed_from text,
  add column claimed_by text,
  add column processing_started_at timestamptz,
  drop constraint file_tasks_status_check,
  add constraint file_tasks_status_check check (status in ('pending', 'processing', 'done', 'failed'));
--> statement-breakpoint
drop index file_tasks_due;
--> statement-breakpoint
create index file_tasks_open on file_tasks (next_attempt_at, id) where ended_at is null;
--> statement-breakpoint
-- How many records each instance has ended well, by the minute. Written with the ends themselves, by one writer an instance.
create table pipeline_completions (
  pipeline text not null,
  instance text not null,
  minute timestamptz not null,
  completed integer not null,
  primary key (pipeline, instance, minute)
) with (fillfactor = 50);
