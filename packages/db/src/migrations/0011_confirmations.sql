-- What is told of as an event is what was observed `confirmations` times in a row. `told_online` was told last, `online_seen` says how often in a
-- row something else has been observed since.
alter table outlets
  add column confirmations smallint not null default 1
    constraint outlets_confirmations_check check (confirmations between 1 and 10),
  add column told_online boolean,
  add column online_seen smallint not null default 0,
  add column quarantined_at timestamptz,
  add column quarantine jsonb;
--> statement-breakpoint
update outlets set told_online = online where online is not null;
--> statement-breakpoint
-- `told_…` is what was told last or was the first that was known, `next_…` the price that waits to be told.
alter table items
  add column told_listed boolean not null default true,
  add column told_price_minor bigint,
  add column told_currency char(3),
  add column told_availability text,
  add column next_price_minor bigint,
  add column next_currency char(3),
  add column listed_seen smallint not null default 0,
  add column price_seen smallint not null default 0,
  add column stock_seen smallint not null default 0;
--> statement-breakpoint
update items
set told_listed = listed, told_price_minor = price_minor, told_currency = currency, told_availability = availability;
--> statement-breakpoint
update items i
set (told_price_minor, told_currency) = (
  select s.price_minor, s.currency from snapshots s
  where s.item_id = i.id and s.price_minor is not null
  order by s.observed_at desc limit 1
)
where i.price_minor is null;
--> statement-breakpoint
update items i
set told_availability = (
  select s.availability from snapshots s
  where s.item_id = i.id and s.availability is not null
  order by s.observed_at desc limit 1
)
where i.availability is null;
