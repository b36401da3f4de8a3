import type { Database } from '@edgesweep/db/database.ts'
import { addDueArchives } from '@edgesweep/db/queries/archive/add-due.ts'
import { claimArchive } from '@edgesweep/db/queries/archive/claim.ts'
import { hashArchivePage } from '@edgesweep/db/queries/archive/hash-page.ts'
import { listArchiveMembers } from '@edgesweep/db/queries/archive/list-members.ts'
import { readArchiveLag } from '@edgesweep/db/queries/archive/read-lag.ts'
import { readArchivePage } from '@edgesweep/db/queries/archive/read-page.ts'
import { readArchivePart } from '@edgesweep/db/queries/archive/read-part.ts'
import { recordArchivePart } from '@edgesweep/db/queries/archive/record-part.ts'
import { restartArchive } from '@edgesweep/db/queries/archive/restart.ts'
import { returnArchive } from '@edgesweep/db/queries/archive/return.ts'
import { stepArchive } from '@edgesweep/db/queries/archive/step.ts'
import { readHistory } from '@edgesweep/db/queries/history/read.ts'
import { detachPartition } from '@edgesweep/db/queries/partition/detach.ts'
import { dropPartition } from '@edgesweep/db/queries/partition/drop.ts'
import { makePartitions } from '@edgesweep/db/queries/partition/make.ts'
import { readPartitionState } from '@edgesweep/db/queries/partition/read-state.ts'
import { sealPartition } from '@edgesweep/db/queries/partition/seal.ts'
import type { ArchiveHold } from '@edgesweep/db/rows/archive-row.ts'
import { sql } from 'drizzle-orm'

const at = '2020-01-01T23:59:59.999999Z'
const day = '2020-01-01'

/** Runs every query of partitions and archives at least once, with the same input. Returns the answers. */
export async function runArchiveQueries(db: Database): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {}
  await db.execute(
    sql`select make_partitions(k, ${day}::date, ${day}::date) from unnest('{snapshots,platform_status}'::text[]) k`,
  )
  await db.execute(sql`
    insert into snapshots (item_id, outlet_id, observed_at, name, price_minor, currency, listed)
    values ('itm_1', 'out_1', ${at}::timestamptz, E'ç\n"', ${Number.MAX_SAFE_INTEGER}::bigint, 'VND', true)`)
  answers.makePartitions = await makePartitions(db, { daysAhead: 8 })
  answers.addDueArchives = await addDueArchives(db, { retentionDays: 1_000 })
  const claim = { token: 't', leaseSeconds: 60 }
  const [status, claimed] = [await claimArchive(db, claim), await claimArchive(db, claim)]
  answers.claimArchive = [status, claimed, await claimArchive(db, claim)]
  const kind = 'snapshots'
  let step = claimed!.steps
  const hold = (): ArchiveHold => ({ kind, day, ...claim, step })
  await sealPartition(db, { kind, day })
  answers.sealPartition = await db
    .execute(sql`delete from snapshots where observed_at = ${at}::timestamptz`)
    .catch(() => 'refused')
  const to = { verifiedParts: 0, position: null }
  answers.stepArchive = [
    await stepArchive(db, hold(), { status: 'writing', ...to }),
    await stepArchive(db, hold(), { status: 'done', ...to }),
  ]
  step += 1
  const page = { kind, day, after: null, limit: 10 } as const
  const position = { outletId: 'out_1', observedAt: at, key: 'itm_1' }
  answers.readArchivePage = [await readArchivePage(db, page), await readArchivePage(db, { ...page, after: position })]
  const [outlet] = await hashArchivePage(db, page)
  answers.hashArchivePage = outlet
  const { outletId, rows, sha256 } = outlet!
  const members = [{ outletId, rows, sha256, byteOffset: 9, bytes: 100, firstAt: at, lastAt: at }]
  const part = { file: 'archive/ç', members, position }
  const written = [await recordArchivePart(db, hold(), part), await recordArchivePart(db, hold(), part)]
  step += 1
  answers.readArchivePart = await readArchivePart(db, { kind, day, part: 1 })
  await stepArchive(db, hold(), { status: 'verifying', ...to })
  step += 1
  answers.restartArchive = [await restartArchive(db, hold()), await readArchivePart(db, { kind, day, part: 1 })]
  step += 1
  answers.recordArchivePart = [...written, await recordArchivePart(db, hold(), part)]
  step += 1
  await stepArchive(db, hold(), { status: 'detaching', verifiedParts: 1, position })
  step += 1
  const filter = { outletId: 'out_1', itemId: null, from: null, to: null, before: null, limit: 10 }
  const bounds = { from: at, to: '2020-01-03T00:00:00Z', before: { observedAt: '2020-01-02T00:00:00Z', key: '' } }
  answers.listArchiveMembers = [
    await listArchiveMembers(db, kind, filter),
    await listArchiveMembers(db, kind, { ...filter, ...bounds }),
  ]
  answers.readHistory = [
    await readHistory(db, kind, { ...filter, ...bounds, itemId: 'itm_1' }),
    await readHistory(db, 'platform_status', filter),
  ]
  const states = [await readPartitionState(db, { kind, day })]
  answers.detachPartition = (await detachPartition(db, { kind, day, how: 'concurrently' })) ?? null
  states.push(await readPartitionState(db, { kind, day }))
  await stepArchive(db, hold(), { status: 'dropping', verifiedParts: 1, position: null })
  step += 1
  answers.readArchiveLag = await readArchiveLag(db, { retentionDays: 1_000 })
  answers.dropPartition = [await dropPartition(db, hold()), await dropPartition(db, hold())]
  answers.readPartitionState = [...states, await readPartitionState(db, { kind, day })]
  answers.returnArchive =
    (await returnArchive(db, {
      kind: 'platform_status',
      day,
      token: 't',
      afterSeconds: 0,
      error: 'ç',
    })) ?? null
  return answers
}
