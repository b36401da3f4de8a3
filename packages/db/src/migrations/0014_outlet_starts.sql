-- A name that Postgres does not know would fail the claim of every outlet that is due: it is refused when it comes.
alter table outlets
  add column skipped_overlaps integer not null default 0,
  add constraint outlets_timezone_known check ((timestamp '2000-01-01' at time zone timezone) is not null);
--> statement-breakpoint
-- As the function of two arguments (0001), with days as they are where the outlet is: intervals of whole days are counted from
-- its midnight, also when its clocks are changed. Shorter ones go by UTC, since a local hour may come twice or never.
create function next_sweep_at(outlet_id text, interval_seconds integer, timezone text) returns timestamptz
language sql stable parallel safe as $$
  select (
    timestamp 'epoch' + make_interval(secs =>
      (floor((extract(epoch from (now() + interval '5 seconds') at time zone zone)::float8 - shift) / interval_seconds) + 1)
        * interval_seconds + shift
    )
  ) at time zone zone
  from (
    select case when interval_seconds % 86400 = 0 then timezone else 'UTC' end as zone,
      60 * (('x' || substr(md5(outlet_id), 1, 7))::bit(28)::int
        % (1 + floor(least(interval_seconds * 0.1, 300) / 60)::int))::float8 as shift
  ) as grid
$$;
--> statement-breakpoint
-- For Workers that are still the ones of before.
create or replace function next_sweep_at(outlet_id text, interval_seconds integer) returns timestamptz
language sql stable parallel safe as $$
  select next_sweep_at(outlet_id, interval_seconds, 'UTC')
$$;
