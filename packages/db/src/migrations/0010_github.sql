-- What GitHub says of users, and the ETags under which it said so, by the part asked for, each with the hash of its token.
alter table profiles
  add column profile jsonb,
  add column links jsonb,
  add column etags jsonb not null default '{}',
  add column profiled_at timestamptz,
  add column enhanced_at timestamptz;
--> statement-breakpoint
alter table discoveries
  add column total integer,
  add column incomplete boolean not null default false;
--> statement-breakpoint
-- What is left of each token's budgets, by the SHA-256 of the token: the token itself is not here. `remaining` counts what is taken as
-- spent; it belongs to the window that ends at `reset` by GitHub's clock and at `reset_at` by ours. `leases` are the requests under way,
-- each with its expiry.
create table github_tokens (
  id text not null,
  resource text not null check (resource in ('core', 'search')),
  rate_limit integer,
  remaining integer,
  reset bigint,
  reset_at timestamptz,
  leases jsonb not null default '{}',
  strikes integer not null default 0,
  resting_until timestamptz,
  disabled_at timestamptz,
  primary key (id, resource)
) with (fillfactor = 50);
--> statement-breakpoint
-- Leases that have not run out, of an object of expiries by lease.
create function live_leases(leases jsonb) returns jsonb
language sql stable parallel safe as $$
  select coalesce(jsonb_object_agg(lease, expiry), '{}') from jsonb_each_text(leases) as l (lease, expiry)
  where expiry::timestamptz > now()
$$;
--> statement-breakpoint
create function count_keys(object jsonb) returns integer
language sql immutable parallel safe as $$
  select count(*)::int from jsonb_object_keys(object)
$$;
