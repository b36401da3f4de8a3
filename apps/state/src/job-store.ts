import type { JobEvent } from '@edgesweep/core/job/job-machine.ts'
import type { ItemResult, OutboxEntry } from '@edgesweep/core/job/job-port.ts'
import type { ItemStatus, JobItem, JobState } from '@edgesweep/core/job/job-state.ts'

type ItemRow = {
  idx: number
  label: string
  stage: number
  status: string
  tries: number
  error: string | null
  result: string | null
}

/** The rows of a JobStatus object. Nothing is written until the job begins, so that a question about any id leaves no trace. */
export class JobStore {
  readonly #storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  restore(): JobState | null {
    const header = this.#storage.kv.get<Omit<JobState, 'items'>>('job')
    if (!header) return null
    const rows = this.#storage.sql.exec<ItemRow>('SELECT * FROM item ORDER BY idx').toArray()
    return {
      ...header,
      // A job that began under an earlier version has none.
      throttles: header.throttles ?? {},
      items: rows.map(({ label, stage, status, tries, error }) => ({
        label,
        stage,
        status: status as ItemStatus,
        tries,
        error,
      })),
    }
  }

  create(state: JobState): void {
    this.#storage.sql.exec(`
      CREATE TABLE item (
        idx INTEGER PRIMARY KEY, label TEXT NOT NULL, stage INTEGER NOT NULL, status TEXT NOT NULL,
        tries INTEGER NOT NULL, error TEXT, result TEXT
      );
      CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, item INTEGER);
      CREATE TABLE outbox (id TEXT PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, item INTEGER) WITHOUT ROWID;
    `)
    for (const [index, { label, stage, status, tries }] of state.items.entries()) {
      this.#storage.sql.exec(
        'INSERT INTO item (idx, label, stage, status, tries) VALUES (?, ?, ?, ?, ?)',
        index,
        label,
        stage,
        status,
        tries,
      )
    }
    this.saveHeader(state)
  }

  saveHeader({ items: _, ...header }: JobState): void {
    this.#storage.kv.put('job', header)
  }

  saveItem(index: number, { status, tries, error }: JobItem): void {
    this.#storage.sql.exec(
      'UPDATE item SET status = ?, tries = ?, error = ? WHERE idx = ?',
      status,
      tries,
      error,
      index,
    )
  }

  saveResult(index: number, result: unknown): void {
    this.#storage.sql.exec('UPDATE item SET result = ? WHERE idx = ?', JSON.stringify(result), index)
  }

  /** Appends to the job's event log, and to the outbox for the database. */
  addEvent(jobId: string, event: JobEvent, at: number): void {
    const item = event.kind === 'job.item' ? event.index : null
    const { seq } = this.#storage.sql
      .exec<{ seq: number }>('INSERT INTO event (at, kind, item) VALUES (?, ?, ?) RETURNING seq', at, event.kind, item)
      .one()
    const id = `evt_${jobId.slice(4)}${seq.toString(36).padStart(4, '0')}`
    this.#storage.sql.exec('INSERT INTO outbox (id, kind, at, item) VALUES (?, ?, ?, ?)', id, event.kind, at, item)
  }

  results(from: number, limit: number): ItemResult[] {
    const rows = this.#storage.sql
      .exec<ItemRow>('SELECT * FROM item WHERE idx >= ? ORDER BY idx LIMIT ?', from, limit)
      .toArray()
    return rows.map(({ idx, label, status, error, result }) => ({
      index: idx,
      label,
      status: status as ItemStatus,
      error,
      result: result === null ? null : JSON.parse(result),
    }))
  }

  outbox(limit: number): OutboxEntry[] {
    const rows = this.#storage.sql
      .exec<{
        id: string
        kind: string
        at: number
        idx: number | null
        label: string
        status: string
        error: string | null
      }>(
        `SELECT outbox.id, outbox.kind, outbox.at, idx, label, status, error
         FROM outbox LEFT JOIN item ON idx = outbox.item ORDER BY outbox.id LIMIT ?`,
        limit,
      )
      .toArray()
    return rows.map(({ id, kind, at, idx, label, status, error }) => ({
      id,
      kind: kind as OutboxEntry['kind'],
      at,
      item: idx === null ? null : { index: idx, label, status: status as ItemStatus, error },
    }))
  }

  removeFromOutbox(ids: string[]): void {
    for (const id of ids) this.#storage.sql.exec('DELETE FROM outbox WHERE id = ?', id)
  }

  hasOutbox(): boolean {
    return this.#storage.sql.exec('SELECT 1 FROM outbox LIMIT 1').toArray().length > 0
  }
}
