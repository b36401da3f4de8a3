-- A sweep ends with the status of its job. The check of the first version had three statuses.
alter table sweeps drop constraint sweeps_status_check;
--> statement-breakpoint
alter table sweeps add check (status in ('running', 'completed', 'partial', 'failed', 'cancelled', 'timed_out'));
--> statement-breakpoint
-- `completed` used to count the failed items too.
update jobs set completed = completed - failed where failed > 0 and completed >= failed;
--> statement-breakpoint
update sweeps
set status = case when status = 'completed' and summary ->> 'status' = 'partial' then 'partial' else status end,
  summary = jsonb_set(summary, '{completed}', to_jsonb((summary ->> 'completed')::int - (summary ->> 'failed')::int))
where (summary ->> 'failed')::int > 0 and (summary ->> 'completed')::int >= (summary ->> 'failed')::int;
