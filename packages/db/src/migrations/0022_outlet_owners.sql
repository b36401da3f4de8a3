-- The API key that created an outlet; null for the operator's. The clock sweeps the outlets of each owner separately, so that the outlets of one do
-- not delay those of another.
alter table outlets add column owner text;
--> statement-breakpoint
create index outlets_due_by_owner on outlets (coalesce(owner, ''), next_sweep_at) where enabled;
