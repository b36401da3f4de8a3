import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { type GivenUpStatus, type LaneState, restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'

/** A ticket that the lane has let go, whose job is still to be told. */
export interface GivenUp {
  ticket: Ticket
  status: GivenUpStatus
  reason: string
}

/** The rows of a Lane object. A call's writes are one commit, with its answer held back until they are durable. */
export class LaneStore {
  readonly #storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS ticket (id TEXT PRIMARY KEY, state TEXT NOT NULL, spec TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS given_up (id TEXT PRIMARY KEY, state TEXT NOT NULL, spec TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS idempotency (
        caller TEXT NOT NULL, body_sha256 TEXT NOT NULL, job_id TEXT NOT NULL, expires_at INTEGER NOT NULL,
        PRIMARY KEY (caller)
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS idempotency_expires_at ON idempotency (expires_at);
    `)
  }

  restore(): LaneState {
    const tickets = this.#storage.sql.exec<{ state: string }>('SELECT state FROM ticket').toArray()
    return restoreLane(
      tickets.map((row) => JSON.parse(row.state) as Ticket),
      this.#storage.kv.get<number>('nextSequence') ?? 1,
      this.#storage.kv.get<number[]>('serviceTimes') ?? [],
    )
  }

  insert(ticket: Ticket, spec: JobSpec): void {
    this.#storage.sql.exec(
      'INSERT INTO ticket (id, state, spec) VALUES (?, ?, ?)',
      ticket.id,
      JSON.stringify(ticket),
      JSON.stringify(spec),
    )
  }

  save(ticket: Ticket): void {
    this.#storage.sql.exec('UPDATE ticket SET state = ? WHERE id = ?', JSON.stringify(ticket), ticket.id)
  }

  remove(id: string): void {
    this.#storage.sql.exec('DELETE FROM ticket WHERE id = ?', id)
  }

  saveCounters(state: LaneState): void {
    this.#storage.kv.put('nextSequence', state.nextSequence)
    this.#storage.kv.put('serviceTimes', state.serviceTimes)
  }

  specOf(id: string): JobSpec {
    const row = this.#storage.sql.exec<{ spec: string }>('SELECT spec FROM ticket WHERE id = ?', id).one()
    return JSON.parse(row.spec)
  }

  /** To be called before the ticket is removed. */
  addGivenUp(given: GivenUp): void {
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO given_up (id, state, spec) SELECT id, ?, spec FROM ticket WHERE id = ?',
      JSON.stringify(given),
      given.ticket.id,
    )
  }

  givenUp(): Array<GivenUp & { spec: JobSpec }> {
    const rows = this.#storage.sql.exec<{ state: string; spec: string }>('SELECT state, spec FROM given_up').toArray()
    return rows.map((row) => ({ ...(JSON.parse(row.state) as GivenUp), spec: JSON.parse(row.spec) }))
  }

  removeGivenUp(id: string): void {
    this.#storage.sql.exec('DELETE FROM given_up WHERE id = ?', id)
  }

  /** The job of an earlier submission by the same caller under the same key, and the hash of its body. */
  findIdempotent(keyId: string, key: string, now: number): { jobId: string; bodySha256: string } | null {
    const rows = this.#storage.sql
      .exec<{ job_id: string; body_sha256: string }>(
        'SELECT job_id, body_sha256 FROM idempotency WHERE caller = ? AND expires_at > ?',
        `${keyId} ${key}`,
        now,
      )
      .toArray()
    return rows[0] ? { jobId: rows[0].job_id, bodySha256: rows[0].body_sha256 } : null
  }

  addIdempotent(keyId: string, key: string, bodySha256: string, jobId: string, expiresAt: number): void {
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO idempotency (caller, body_sha256, job_id, expires_at) VALUES (?, ?, ?, ?)',
      `${keyId} ${key}`,
      bodySha256,
      jobId,
      expiresAt,
    )
  }

  forgetIdempotent(now: number): void {
    this.#storage.sql.exec('DELETE FROM idempotency WHERE expires_at <= ?', now)
  }
}
