import { type SQL, sql } from 'drizzle-orm'

/**
 * The smallest id with this prefix that `new_id` can have made at this time (timestamptz) or later: the prefix and the time part of a ULID.
 * With it the primary key finds new and old rows without an index on time.
 */
export const firstIdAt = (prefix: string, time: SQL): SQL => sql`(
  select ${prefix}::text || string_agg(
    substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((ms >> (45 - 5 * place)) & 31)::int + 1, 1), '' order by place
  )
  from (select (extract(epoch from ${time}) * 1000)::bigint as ms) as since, generate_series(0, 9) as place
)`
