import type { JobState } from '@edgesweep/core/job/job-state.ts'
import type { JobHead, JobLife } from '@edgesweep/core/job/job-storage.ts'
import type { ItemPlace } from '@edgesweep/core/job/kinds/job-kind.ts'

/** The place of an item in the plan of a worker of an earlier version. Its items of stage 1 waited for all items of stage 0. */
export type EarlierPlace = ItemPlace | { label: string; stage: number; follows?: undefined }

/** A plan of any version in the present form. An earlier plan has one item of stage 1 for each of stage 0, in the same order, or none. */
export function presentPlan(plan: EarlierPlace[]): ItemPlace[] {
  const scans = plan.filter((place) => 'stage' in place && place.stage === 0).length
  return plan.map((place, index) => {
    if (place.follows !== undefined) return { label: place.label, follows: place.follows }
    return { label: place.label, follows: place.stage === 0 ? null : index - scans }
  })
}

/** The life of an earlier version. It held what each item waits for, too. */
type EarlierLife = JobLife & Pick<JobState, 'throttles' | 'waits'>

/** Converts a job that an earlier version stored to the present form. */
export function moveEarlierJob(storage: DurableObjectStorage): void {
  if (storage.kv.get('life') === undefined) moveOutbox(storage)
  const columns = new Set(
    storage.sql
      .exec<{ name: string }>("SELECT name FROM pragma_table_info('item')")
      .toArray()
      .map(({ name }) => name),
  )
  if (!columns.has('follows')) moveStages(storage)
  if (!columns.has('throttles')) moveWaits(storage)
  if (!columns.has('alone')) addOutages(storage)
  if (!columns.has('unforeseen')) storage.sql.exec('ALTER TABLE item ADD COLUMN unforeseen INTEGER NOT NULL DEFAULT 0')
}

function moveStages({ sql }: DurableObjectStorage): void {
  sql.exec(`
    ALTER TABLE item ADD COLUMN follows INTEGER;
    UPDATE item SET follows = idx - (SELECT count(*) FROM item WHERE stage = 0) WHERE stage = 1;
  `)
}

/** Replaces two lists in the life by columns, so that a report need not write them all. */
function moveWaits({ kv, sql }: DurableObjectStorage): void {
  sql.exec(`
    ALTER TABLE item ADD COLUMN throttles INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item ADD COLUMN wait_reason TEXT;
    ALTER TABLE item ADD COLUMN wait_until INTEGER;
  `)
  const { throttles = {}, waits = {}, ...life } = JSON.parse(kv.get<string>('life')!) as EarlierLife
  for (const [index, { reason, until }] of Object.entries(waits))
    sql.exec('UPDATE item SET wait_reason = ?, wait_until = ? WHERE idx = ?', reason, until, Number(index))
  for (const [index, count] of Object.entries(throttles))
    sql.exec('UPDATE item SET throttles = ? WHERE idx = ?', count, Number(index))
  kv.put('life', JSON.stringify(life satisfies JobLife))
}

/** An earlier version counted each try whose worker died, and each error of ours. */
function addOutages({ sql }: DurableObjectStorage): void {
  sql.exec(`
    ALTER TABLE item ADD COLUMN outage_since INTEGER;
    ALTER TABLE item ADD COLUMN outage_reason TEXT;
    ALTER TABLE item ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
  `)
}

/** Replaces one record `job` and a table `outbox` beside the log. The ids in that outbox end in the event's `seq`, base 36. */
function moveOutbox({ kv, sql }: DurableObjectStorage): void {
  const { id, keyId, lane, spec, submittedAt, ...known } = kv.get<Omit<JobState, 'items'>>('job')!
  sql.exec(`
    ALTER TABLE event ADD COLUMN status TEXT;
    ALTER TABLE event ADD COLUMN error TEXT;
    ALTER TABLE event ADD COLUMN completed INTEGER;
    ALTER TABLE event ADD COLUMN failed INTEGER;
    UPDATE event SET (status, error) = (SELECT status, error FROM item WHERE idx = event.item);
  `)
  const [count] = sql.exec<{ last: number | null }>('SELECT max(seq) AS last FROM event').toArray()
  const [first] = sql.exec<{ id: string }>('SELECT id FROM outbox ORDER BY length(id), id LIMIT 1').toArray()
  const [unfinished] = sql.exec("SELECT 1 FROM item WHERE status = 'cancelled' LIMIT 1").toArray()
  const lastSeq = count?.last ?? 0
  const life: EarlierLife = {
    ...known,
    throttles: known.throttles ?? {},
    waits: {},
    dead: known.status === 'timed_out' || (known.status === 'failed' && unfinished !== undefined),
    firstAttempt: 0,
    queuedAt: submittedAt,
    lastSeq,
    acknowledged: first ? Number.parseInt(first.id.slice(id.length), 36) - 1 : lastSeq,
  }
  sql.exec('DROP TABLE outbox')
  kv.put('job', { id, keyId, lane, spec, submittedAt } satisfies JobHead)
  kv.put('life', JSON.stringify(life))
}
