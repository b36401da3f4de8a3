import { type SQL, sql } from 'drizzle-orm'

/**
 * What all ids with this prefix begin at that were made within so many seconds: the time part of a ULID, as `new_id` writes it, so that the
 * primary key finds what is new.
 */
export const madeWithin = (prefix: string, seconds: number): SQL => sql`(
  select ${prefix}::text || string_agg(
    substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((ms >> (45 - 5 * place)) & 31)::int + 1, 1), '' order by place
  )
  from (select ((extract(epoch from now()) - ${seconds}::float8) * 1000)::bigint as ms) as since, generate_series(0, 9) as place
)`
