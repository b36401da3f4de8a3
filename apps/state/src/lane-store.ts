import type { StoredJob } from '@edgesweep/cloudflare/objects.ts'
import type { Remembered } from '@edgesweep/core/lane/admit-jobs.ts'
import { type GivenUpStatus, type LaneState, restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'
import { newPace, type Pace } from '@edgesweep/core/lane/pace.ts'
import { moveEarlierRows } from './earlier-lane.ts'

/** A ticket that the lane has let go, whose job is still to be told. */
export interface GivenUp {
  ticket: Ticket
  status: GivenUpStatus
  reason: string
}

type Kept = Pick<StoredJob, 'spec' | 'summary'>

/** The rows of a Lane object. A call's writes are one commit, with its answer held back until they are durable. */
export class LaneStore {
  readonly #storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS job (
        id TEXT PRIMARY KEY, ticket TEXT NOT NULL, spec TEXT NOT NULL, summary TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS given_up_job (id TEXT PRIMARY KEY, given_up TEXT NOT NULL, spec TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS remembered (
        caller TEXT PRIMARY KEY, record TEXT NOT NULL, expires_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS remembered_expires_at ON remembered (expires_at);
    `)
    storage.transactionSync(() => moveEarlierRows(storage.sql))
  }

  restore(): LaneState {
    const tickets = this.#storage.sql.exec<{ ticket: string }>('SELECT ticket FROM job').toArray()
    return restoreLane(
      tickets.map((row) => JSON.parse(row.ticket) as Ticket),
      this.#storage.kv.get<number>('nextSequence') ?? 1,
      // What an earlier version kept lacks some of it.
      { ...newPace(), ...this.#storage.kv.get<Pace>('pace') },
    )
  }

  insert(ticket: Ticket, { spec, summary }: Kept): void {
    const row = [ticket.id, JSON.stringify(ticket), spec, summary]
    this.#storage.sql.exec('INSERT INTO job (id, ticket, spec, summary) VALUES (?, ?, ?, ?)', ...row)
  }

  save(ticket: Ticket): void {
    this.#storage.sql.exec('UPDATE job SET ticket = ? WHERE id = ?', JSON.stringify(ticket), ticket.id)
  }

  remove(id: string): void {
    this.#storage.sql.exec('DELETE FROM job WHERE id = ?', id)
  }

  saveNextSequence(next: number): void {
    this.#storage.kv.put('nextSequence', next)
  }

  savePace(pace: Pace): void {
    this.#storage.kv.put('pace', pace)
  }

  /** The JSON of what a job that the lane holds asks for. */
  specOf(id: string): string {
    return this.#storage.sql.exec<{ spec: string }>('SELECT spec FROM job WHERE id = ?', id).one().spec
  }

  summaryOf(id: string): string {
    return this.#storage.sql.exec<{ summary: string }>('SELECT summary FROM job WHERE id = ?', id).one().summary
  }

  /** Ids from `first` up to, not including, `end`, with their summaries' JSON. */
  summaries(first: string, end: string): Array<{ id: string; summary: string }> {
    const query = 'SELECT id, summary FROM job WHERE id >= ? AND id < ?'
    return this.#storage.sql.exec<{ id: string; summary: string }>(query, first, end).toArray()
  }

  /** To be called before the ticket is removed. */
  addGivenUp(given: GivenUp): void {
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO given_up_job (id, given_up, spec) SELECT id, ?, spec FROM job WHERE id = ?',
      JSON.stringify(given),
      given.ticket.id,
    )
  }

  givenUp(limit: number): Array<GivenUp & { spec: string }> {
    const rows = this.#storage.sql
      .exec<{ given_up: string; spec: string }>('SELECT given_up, spec FROM given_up_job LIMIT ?', limit)
      .toArray()
    return rows.map((row) => ({ ...(JSON.parse(row.given_up) as GivenUp), spec: row.spec }))
  }

  removeGivenUp(id: string): void {
    this.#storage.sql.exec('DELETE FROM given_up_job WHERE id = ?', id)
  }

  recall(keyId: string, key: string, now: number): Remembered | null {
    const rows = this.#storage.sql
      .exec<{ record: string }>(
        'SELECT record FROM remembered WHERE caller = ? AND expires_at > ?',
        `${keyId} ${key}`,
        now,
      )
      .toArray()
    return rows[0] ? (JSON.parse(rows[0].record) as Remembered) : null
  }

  remember(record: Remembered, expiresAt: number): void {
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO remembered (caller, record, expires_at) VALUES (?, ?, ?)',
      `${record.keyId} ${record.key}`,
      JSON.stringify(record),
      expiresAt,
    )
  }

  forget(now: number): void {
    this.#storage.sql.exec('DELETE FROM remembered WHERE expires_at <= ?', now)
  }
}
