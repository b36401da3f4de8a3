import type { ItemResult, LoggedEvent } from '@edgesweep/core/job/job-port.ts'
import type { ItemStatus, JobEffect, JobEvent, JobItem, JobState, JobStatus } from '@edgesweep/core/job/job-state.ts'
import { endOf } from '@edgesweep/core/job/view-job.ts'
import { moveEarlierJob } from './earlier-job.ts'
import type { JobHead, JobLife } from './job-rows.ts'

type ItemRow = {
  idx: number
  label: string
  stage: number
  status: string
  tries: number
  error: string | null
  result: string | null
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

/** The rows of a JobStatus object. Nothing is written until the job begins, so that a question about any id leaves no trace. */
export class JobStore {
  readonly #storage: DurableObjectStorage
  #lastSeq = 0
  #acknowledged = 0
  /** The JSON of the life that is stored: it is written when it differs. Empty until the job has begun. */
  #life = ''

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** Whether the database is still to learn of an event. */
  get hasOutbox(): boolean {
    return this.#lastSeq > this.#acknowledged
  }

  /** Also what undoes a commit that failed. */
  restore(): JobState | null {
    this.#lastSeq = 0
    this.#acknowledged = 0
    this.#life = ''
    const { kv, sql } = this.#storage
    const stored = kv.get<JobHead>('job')
    if (!stored) return null
    this.#storage.transactionSync(() => moveEarlierJob(this.#storage))
    this.#life = kv.get<string>('life')!
    const { lastSeq, acknowledged, ...life } = JSON.parse(this.#life) as JobLife
    this.#lastSeq = lastSeq
    this.#acknowledged = acknowledged
    const rows = sql.exec<ItemRow>('SELECT * FROM item ORDER BY idx').toArray()
    const items = rows.map(({ label, stage, status, tries, error }): JobItem => {
      return { label, stage, status: status as ItemStatus, tries, error }
    })
    return { ...kv.get<JobHead>('job')!, ...life, items }
  }

  /** Stores a step of the machine in one commit; the step that begins the job with all of its items. */
  save(state: JobState, effects: JobEffect[], now: number, outcome: { index: number; result: unknown } | null): void {
    this.#storage.transactionSync(() => {
      const begins = this.#life === ''
      if (begins) this.#create(state)
      for (const effect of effects) {
        if (effect.type === 'event') this.#addEvent(state, effect.event, now)
        else if (!begins) this.#saveItem(state, effect.index, outcome?.index === effect.index ? outcome.result : null)
      }
      this.#saveLife(state)
    })
  }

  /** The database has the events up to and including `seq`. */
  acknowledge(state: JobState, seq: number): void {
    this.#acknowledged = Math.min(Math.max(this.#acknowledged, seq), this.#lastSeq)
    this.#saveLife(state)
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

  /** The log after `after`, in order; where asked for, completed items have their results, which are final. */
  events(after: number, limit: number, withResults = false): LoggedEvent[] {
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
    return rows.map(({ seq, at, kind, idx, label, status, error, completed, failed, result }) => ({
      seq,
      at,
      kind: kind as LoggedEvent['kind'],
      item:
        idx === null
          ? null
          : {
              index: idx,
              label,
              status: status as ItemStatus,
              error,
              ...(result !== null && { result: JSON.parse(result) }),
            },
      ...(completed !== null && failed !== null && { end: { status: status as JobStatus, completed, failed, error } }),
    }))
  }

  /** What the database is still to learn, the first `limit`. */
  outbox(limit: number): LoggedEvent[] {
    return this.hasOutbox ? this.events(this.#acknowledged, limit) : []
  }

  #create({ id, keyId, lane, spec, submittedAt, items }: JobState): void {
    const { kv, sql } = this.#storage
    sql.exec(`
      CREATE TABLE item (
        idx INTEGER PRIMARY KEY, label TEXT NOT NULL, stage INTEGER NOT NULL, status TEXT NOT NULL,
        tries INTEGER NOT NULL, error TEXT, result TEXT
      );
      CREATE TABLE event (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, item INTEGER,
        status TEXT, error TEXT, completed INTEGER, failed INTEGER
      );
    `)
    for (const [index, { label, stage, status, tries, error }] of items.entries()) {
      sql.exec('INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, NULL)', index, label, stage, status, tries, error)
    }
    kv.put('job', { id, keyId, lane, spec, submittedAt } satisfies JobHead)
  }

  #saveLife({ id: _, keyId: __, lane: ___, spec: ____, submittedAt: _____, items: ______, ...life }: JobState): void {
    const text = JSON.stringify({
      ...life,
      lastSeq: this.#lastSeq,
      acknowledged: this.#acknowledged,
    } satisfies JobLife)
    if (text === this.#life) return
    this.#storage.kv.put('life', text)
    this.#life = text
  }

  /** An item has a result only from the step that ends it. */
  #saveItem({ items }: JobState, index: number, result: unknown): void {
    const { status, tries, error } = items[index]!
    this.#storage.sql.exec(
      'UPDATE item SET status = ?, tries = ?, error = ?, result = ? WHERE idx = ?',
      status,
      tries,
      error,
      result === null ? null : JSON.stringify(result),
      index,
    )
  }

  #addEvent(state: JobState, event: JobEvent, at: number): void {
    const index = event.kind === 'job.item' ? event.index : null
    const end = endOf(state, event)
    const about = index === null ? end : state.items[index]!
    this.#lastSeq += 1
    this.#storage.sql.exec(
      'INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      this.#lastSeq,
      at,
      event.kind,
      index,
      about?.status ?? null,
      about?.error ?? null,
      end?.completed ?? null,
      end?.failed ?? null,
    )
  }
}
