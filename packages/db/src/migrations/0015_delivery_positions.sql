-- Deliveries get their place when they are written, under the lock of what they tell of, and an endpoint's number from whoever delivers
-- them: so that writers do not wait for one another at the endpoint's row. Deliveries of before have their number.
create sequence delivery_positions;
--> statement-breakpoint
alter table deliveries add column position bigint;
--> statement-breakpoint
alter table deliveries alter column position set default nextval('delivery_positions');
--> statement-breakpoint
alter sequence delivery_positions owned by deliveries.position;
--> statement-breakpoint
create index deliveries_unnumbered on deliveries (position) where sequence is null and endpoint_id is not null;
