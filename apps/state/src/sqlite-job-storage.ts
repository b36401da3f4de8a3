import type { ItemResult, LoggedEvent } from '@edgesweep/core/job/job-port.ts'
import type { ItemStatus, JobItem, JobStatus } from '@edgesweep/core/job/job-state.ts'
import type { JobHead, JobLife, JobStep, JobStorage, StoredJob } from '@edgesweep/core/job/job-storage.ts'
import { moveEarlierJob } from './earlier-job.ts'

type ItemRow = Omit<JobItem, 'status'> & {
  idx: number
  status: string
  result: string | null
  throttles: number
  wait_reason: string | null
  wait_until: number | null
  outage_since: number | null
  outage_reason: string | null
  alone: number
  unforeseen: number
}

type EventRow = {
  seq: number
  at: number
  kind: string
  idx: number | null
  label: string
  status: string | null
  error: string | null
  completed: number | null
  failed: number | null
  result: string | null
}

/** One job in the SQLite of its JobStatus object. It writes nothing before the first commit, so a read of an unknown id stores nothing. */
export class SqliteJobStorage implements JobStorage {
  readonly #storage: DurableObjectStorage
  /** The stored life as JSON, to skip a write that changes nothing. Empty until the job has begun. */
  #life = ''

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  restore(): StoredJob | null {
    this.#life = ''
    const { kv, sql } = this.#storage
    if (kv.get('job') === undefined) return null
    this.#storage.transactionSync(() => moveEarlierJob(this.#storage))
    this.#life = kv.get<string>('life')!
    const items = sql
      .exec<ItemRow>(
        `SELECT label, follows, status, tries, error, throttles, wait_reason, wait_until, outage_since, outage_reason, alone,
           unforeseen FROM item ORDER BY idx`,
      )
      .toArray()
    return {
      head: kv.get<JobHead>('job')!,
      life: JSON.parse(this.#life) as JobLife,
      items: items.map(
        ({ throttles, wait_reason, wait_until, outage_since, outage_reason, alone, unforeseen, ...item }) => {
          const wait = wait_reason === null ? null : { reason: wait_reason, until: wait_until! }
          const outage = outage_since === null ? null : { since: outage_since, reason: outage_reason!, unforeseen }
          return { item: { ...item, status: item.status as ItemStatus }, throttles, wait, outage, alone: alone !== 0 }
        },
      ),
    }
  }

  commit({ head, life, items, events }: JobStep): void {
    const text = JSON.stringify(life)
    const { kv } = this.#storage
    this.#storage.transactionSync(() => {
      if (head) this.#begin(head, items)
      else this.#updateItems(items)
      this.#addEvents(events)
      if (text !== this.#life) kv.put('life', text)
    })
    this.#life = text
  }

  *results(from: number, limit: number): Generator<{ item: ItemResult; length: number }> {
    const rows = this.#storage.sql.exec<ItemRow>(
      'SELECT idx, label, status, error, result FROM item WHERE idx >= ? ORDER BY idx LIMIT ?',
      from,
      limit,
    )
    for (const { idx, label, status, error, result } of rows) {
      const value = result === null ? null : JSON.parse(result)
      const item = { index: idx, label, status: status as ItemStatus, error, result: value }
      yield { item, length: result?.length ?? 0 }
    }
  }

  events(after: number, limit: number, withResults: boolean): LoggedEvent[] {
    const rows = this.#storage.sql
      .exec<EventRow>(
        `SELECT seq, at, kind, idx, label, event.status, event.error, completed, failed,
           CASE WHEN ? AND event.status = 'completed' THEN result END AS result
         FROM event LEFT JOIN item ON idx = item WHERE seq > ? ORDER BY seq LIMIT ?`,
        withResults ? 1 : 0,
        after,
        limit,
      )
      .toArray()
    return rows.map(eventOf)
  }

  async clear(): Promise<void> {
    await this.#storage.deleteAll()
    this.#life = ''
  }

  #begin(head: JobHead, items: JobStep['items']): void {
    const { kv, sql } = this.#storage
    sql.exec(`
      CREATE TABLE item (
        idx INTEGER PRIMARY KEY, label TEXT NOT NULL, follows INTEGER, status TEXT NOT NULL,
        tries INTEGER NOT NULL, error TEXT, result TEXT, throttles INTEGER NOT NULL, wait_reason TEXT, wait_until INTEGER,
        outage_since INTEGER, outage_reason TEXT, alone INTEGER NOT NULL, unforeseen INTEGER NOT NULL
      );
      CREATE TABLE event (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, item INTEGER,
        status TEXT, error TEXT, completed INTEGER, failed INTEGER
      );
    `)
    for (const step of items) {
      const { label, follows } = step.item
      sql.exec(
        'INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        step.index,
        label,
        follows,
        ...progressOf(step),
      )
    }
    kv.put('job', head)
  }

  #updateItems(items: JobStep['items']): void {
    for (const step of items) {
      this.#storage.sql.exec(
        `UPDATE item SET status = ?, tries = ?, error = ?, result = ?, throttles = ?, wait_reason = ?, wait_until = ?,
           outage_since = ?, outage_reason = ?, alone = ?, unforeseen = ? WHERE idx = ?`,
        ...progressOf(step),
        step.index,
      )
    }
  }

  #addEvents(events: LoggedEvent[]): void {
    for (const { seq, at, kind, item, end } of events) {
      const about = end ?? item
      this.#storage.sql.exec(
        'INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        seq,
        at,
        kind,
        item?.index ?? null,
        about?.status ?? null,
        about?.error ?? null,
        end?.completed ?? null,
        end?.failed ?? null,
      )
    }
  }
}

/** The columns of an item that change, from `status` to `unforeseen`. */
const progressOf = ({ item, throttles, wait, outage, alone, result }: JobStep['items'][number]): SqlStorageValue[] => [
  item.status,
  item.tries,
  item.error,
  json(result),
  throttles,
  wait?.reason ?? null,
  wait?.until ?? null,
  outage?.since ?? null,
  outage?.reason ?? null,
  Number(alone),
  outage?.unforeseen ?? 0,
]

const json = (result: unknown): string | null => (result === null ? null : JSON.stringify(result))

function eventOf({ seq, at, kind, idx, label, status, error, completed, failed, result }: EventRow): LoggedEvent {
  const item =
    idx === null
      ? null
      : {
          index: idx,
          label,
          status: status as ItemStatus,
          error,
          ...(result !== null && { result: JSON.parse(result) }),
        }
  const isEnd = completed !== null && failed !== null
  return {
    seq,
    at,
    kind: kind as LoggedEvent['kind'],
    item,
    ...(isEnd && { end: { status: status as JobStatus, completed, failed, error } }),
  }
}
