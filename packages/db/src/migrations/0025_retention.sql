-- What is deleted when it is old enough.
create index file_tasks_ended on file_tasks (ended_at) where ended_at is not null;
--> statement-breakpoint
-- Which rows name a file of the bucket, in the order in which the bucket lists its files.
create index file_tasks_by_name on file_tasks (name collate "C") where name is not null;
--> statement-breakpoint
create index outlet_pages_by_file on outlet_pages (file collate "C");
--> statement-breakpoint
-- How far the files of each folder of the bucket are compared with the rows that name them.
create table bucket_passes (
  folder text primary key,
  -- The last compared name; empty before the first.
  after text not null default '',
  began_at timestamptz not null default now(),
  ended_at timestamptz
);
