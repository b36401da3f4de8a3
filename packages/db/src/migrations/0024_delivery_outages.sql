-- Why nothing could be sent the last time, for a reason of ours. It is no attempt, so it is not in `delivery_attempts`.
alter table deliveries add column outage text;
