-- Sortable id: a prefix and a ULID (https://github.com/ulid/spec), 48 bits of the transaction's time in
-- milliseconds and 80 random bits, in Crockford's base 32.
create function new_id(prefix text) returns text
language sql volatile as $$
  with parts as (
    select (extract(epoch from now()) * 1000)::bigint as ms, replace(gen_random_uuid()::text, '-', '') as hex
  ),
  numbers as (
    -- The two runs of ten hexadecimal digits avoid the version and variant bits of the UUID.
    select ms, ('x' || substr(hex, 1, 10))::bit(40)::bigint as high, ('x' || substr(hex, 21, 10))::bit(40)::bigint as low
    from parts
  ),
  digits as (
    select 0 as part, place, (ms >> (45 - 5 * place)) & 31 as digit from numbers, generate_series(0, 9) as place
    union all
    select 1, place, (high >> (35 - 5 * place)) & 31 from numbers, generate_series(0, 7) as place
    union all
    select 2, place, (low >> (35 - 5 * place)) & 31 from numbers, generate_series(0, 7) as place
  )
  select prefix || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', digit::int + 1, 1), '' order by part, place)
  from digits
$$;
--> statement-breakpoint
-- ISO 8601 in UTC with microseconds, whatever the session's time zone and the driver's date parsing.
create function iso_time(moment timestamptz) returns text
language sql stable parallel safe as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
--> statement-breakpoint
-- The next start of an outlet's sweep after now. Starts lie on a grid of the interval, so that late sweeps do not
-- drift, shifted for each outlet by a fixed number of whole minutes, the clock's grain, within the interval's first tenth
-- (at most five minutes), so that outlets with the same interval do not all start at once. A clock that is up to five
-- seconds early is taken to be on time: the start that it came for is not given again.
create function next_sweep_at(outlet_id text, interval_seconds integer) returns timestamptz
language sql stable parallel safe as $$
  select to_timestamp(
    (floor((extract(epoch from now())::float8 + 5 - shift) / interval_seconds) + 1) * interval_seconds + shift
  )
  from (
    select 60 * (('x' || substr(md5(outlet_id), 1, 7))::bit(28)::int
      % (1 + floor(least(interval_seconds * 0.1, 300) / 60)::int))::float8 as shift
  ) as jitter
$$;
