-- What is deleted when it is old enough.
create index deliveries_done on deliveries (created_at) where status in ('delivered', 'dead');
--> statement-breakpoint
-- A caller's dead letters are few among its jobs.
create index jobs_dead on jobs (key_id, submitted_at, id) where dead;
