import type { JobState } from '@edgesweep/core/job/job-state.ts'
import type { JobHead, JobLife } from '@edgesweep/core/job/job-storage.ts'

/**
 * Converts a job that an earlier version stored (one record `job`, and a table `outbox` beside its log) to the present form. The ids in
 * that outbox end in the event's `seq`, base 36.
 */
export function moveEarlierJob({ kv, sql }: DurableObjectStorage): void {
  if (kv.get('life') !== undefined) return
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
  const life: JobLife = {
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
