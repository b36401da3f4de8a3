import { type SQL, sql } from 'drizzle-orm'

/**
 * The part of `recordOutletItems` that decides what is told: a common table expression `judged` of the items that differ from what is stored or
 * wait to be confirmed, with what `diff` has, what is news, and what is to be known of the telling afterwards. It reads `diff` and
 * `verdict`, which come before it, and is empty where the verdict refuses the extraction.
 *
 * Listing, price and stock are counted each by itself. What this page did not tell (an item that is gone has no price) leaves its count as
 * it is. Nothing is told of an item before it has been told of itself; its first known price and stock are then taken as told.
 */
export const judgeItems = (): SQL => sql`
  judged as materialized (
    select d.*, news.*, after.*
    from diff d
    join verdict v on not v.refused
    cross join lateral (
      select case when d.listed then d.price_minor end as price_minor, case when d.listed then d.currency end as currency,
        case when d.listed then d.availability end as availability
    ) read
    cross join lateral (
      select
        case when d.listed = d.told_listed then 0 else d.listed_seen + 1 end as listed,
        case
          when not d.told_listed then 0
          when read.price_minor is null then d.price_seen
          when d.told_price_minor is null then 0
          when (read.price_minor, read.currency) = (d.told_price_minor, d.told_currency) then 0
          when (read.price_minor, read.currency) = (d.next_price_minor, d.next_currency) then d.price_seen + 1
          else 1
        end as price,
        case
          when not d.told_listed then 0
          when read.availability is null then d.stock_seen
          when d.told_availability is null then 0
          when (read.availability in ('in_stock', 'preorder')) = (d.told_availability in ('in_stock', 'preorder')) then 0
          else d.stock_seen + 1
        end as stock
    ) seen
    cross join lateral (
      select
        seen.listed >= v.confirmations as is_turn,
        seen.price >= v.confirmations and read.price_minor is not null as is_price_news,
        seen.stock >= v.confirmations and read.availability is not null as is_stock_news
    ) news
    cross join lateral (
      select
        case when news.is_turn then d.listed else d.told_listed end as told_listed,
        seen.price > 0 and not news.is_price_news and not (news.is_turn and not d.listed) as price_waits,
        seen.stock > 0 and not news.is_stock_news and not (news.is_turn and not d.listed) as stock_waits,
        read.price_minor is not null and (seen.price = 0 or news.is_price_news) as takes_price,
        read.availability is not null and (seen.stock = 0 or news.is_stock_news) as takes_stock
    ) so
    cross join lateral (
      select so.told_listed as now_told_listed,
        case when so.takes_price then read.price_minor else d.told_price_minor end as now_told_price_minor,
        case when so.takes_price then read.currency else d.told_currency end as now_told_currency,
        case when so.takes_stock then read.availability else d.told_availability end as now_told_availability,
        case when so.price_waits then coalesce(read.price_minor, d.next_price_minor) end as now_next_price_minor,
        case when so.price_waits then coalesce(read.currency, d.next_currency) end as now_next_currency,
        case when news.is_turn then 0 else seen.listed end as now_listed_seen,
        case when so.price_waits then seen.price else 0 end as now_price_seen,
        case when so.stock_waits then seen.stock else 0 end as now_stock_seen
    ) after
    where d.outcome not in ('unchanged', 'absent') or d.is_pending
  )`
