-- When a sweep last claimed outlets or was opened again. A sweep that has run for too long since then was left by its starter.
alter table sweeps add column opened_at timestamptz not null default now();
