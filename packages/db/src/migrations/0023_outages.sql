-- Whose fault it was. `outage_since`: since when an error of ours keeps a record from ending; null when none does. `alone`: its worker died
-- while it held other work, so that it is tried alone next. `begun`: that try has begun, and `attempts` counts it.
alter table profiles
  add column outage_since timestamptz,
  add column alone boolean not null default false,
  add column begun boolean not null default false;
--> statement-breakpoint
alter table creatives
  add column outage_since timestamptz,
  add column alone boolean not null default false,
  add column begun boolean not null default false;
--> statement-breakpoint
alter table discoveries
  add column outage_since timestamptz,
  add column alone boolean not null default false,
  add column begun boolean not null default false;
--> statement-breakpoint
alter table file_tasks
  add column outage_since timestamptz,
  add column alone boolean not null default false,
  add column begun boolean not null default false;
--> statement-breakpoint
-- An outage belongs to the step at which it began: a later step has ended it.
alter table imports
  add column outage_since timestamptz,
  add column outage_step integer;
