import type { BenchServer } from '../../support/postgres/bench-server.ts'

/** An update after which a record is unclaimed: its end, or its return to the waiting records. */
export interface ClaimEnd {
  id: string
  /** The instance that had claimed it. */
  instance: string | null
  status: 'pending' | 'completed' | 'failed'
  /** The change of the attempts: 0 when the claim did not count as an attempt. */
  attempts: number
  /** Seconds after the lease expired; negative before that. */
  afterLease: number
  /** Epoch milliseconds by the database's clock. */
  at: number
}

/** Makes the database record the end of each claim of a creative. */
export const keepClaimEnds = [
  `create table claim_ends (id text, instance text, status text, attempts int, leased_until timestamptz, at timestamptz)`,
  // With the rights of its creator, because the roles of the Workers may not write the table.
  `create function keep_claim_end() returns trigger language plpgsql security definer as $$
   begin
     insert into claim_ends
     values (new.id, old.claimed_by, new.status, new.attempts - old.attempts, old.lease_expires_at, clock_timestamp());
     return null;
   end $$`,
  `create trigger keep_claim_ends after update on creatives for each row
   when (new.status <> 'processing' and (old.status = 'processing' or new.ended_at is not null))
   execute function keep_claim_end()`,
]

/** The ends in chronological order. */
export async function readClaimEnds(server: BenchServer, database: string): Promise<ClaimEnd[]> {
  const [result] = await server.run(
    database,
    `select id, instance, status, attempts, extract(epoch from at - leased_until)::float8 as "afterLease",
       extract(epoch from at)::float8 * 1000 as at
     from claim_ends order by claim_ends.at`,
  )
  return result!.rows
}
