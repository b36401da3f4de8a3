import { setTimeout as sleep } from 'node:timers/promises'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import { returnClaims } from '@edgesweep/db/queries/claim/return.ts'

const everyMs = 50

/** Claims a record now and then and returns it. Returns the durations of the claims in ms, sorted. */
export async function probeClaims(url: string, until: number): Promise<number[]> {
  const { db, close } = connectNodePostgres(url, { max: 1, prepares: true })
  const took: number[] = []
  const claim = { instance: 'probe', limit: 1, leaseSeconds: 60, after: null }
  while (performance.now() < until) {
    const token = crypto.randomUUID()
    const at = performance.now()
    const rows = await claimRecords(db, 'creatives', { ...claim, token })
    took.push(performance.now() - at)
    await returnClaims(
      db,
      'creatives',
      rows.map(({ id }) => ({ id, token, outcome: 'unused' as const })),
    )
    await sleep(everyMs)
  }
  await close()
  return took.sort((a, b) => a - b)
}
