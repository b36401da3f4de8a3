-- A job that its lane gave up, or that did not end by its deadline.
alter table jobs add column dead boolean not null default false;
--> statement-breakpoint
-- What is deleted when it is old enough.
create index jobs_by_end on jobs (ended_at);
