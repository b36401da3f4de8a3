-- The pages that sweeps have read, as read, so that a site can be tried on them again. `file` names the day of the observation, and only
-- rows of that day refer to it: a day's files go with its rows, and no page read later can want one of them. No foreign key points here:
-- a file is to be found by its row until it is deleted.
create table outlet_pages (
  sweep_id text not null,
  outlet_id text not null,
  observed_at timestamptz not null,
  place integer not null,
  requested_url text not null,
  via text not null check (via in ('fetch', 'render')),
  url text not null,
  status integer not null,
  content_type text not null,
  file text not null,
  primary key (sweep_id, outlet_id, observed_at, place)
);
--> statement-breakpoint
create index outlet_pages_by_time on outlet_pages (observed_at);
