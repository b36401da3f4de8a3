-- How far the files of each folder of the bucket are compared with the rows that name them.
create table bucket_passes (
  folder text primary key,
  -- The last compared name; empty before the first.
  after text not null default '',
  began_at timestamptz not null default now(),
  ended_at timestamptz
);
