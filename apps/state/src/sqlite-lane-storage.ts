import type { Remembered } from '@edgesweep/core/lane/admit-jobs.ts'
import type { LaneAddress } from '@edgesweep/core/lane/job-id.ts'
import type { GivenUpJob, LaneStorage, LaneWrite, StoredLane } from '@edgesweep/core/lane/lane-storage.ts'
import { newPace, type Pace } from '@edgesweep/core/lane/pace.ts'
import { moveEarlierRows } from './earlier-lane.ts'

/** The rows of a `Lane` object. The platform holds back each answer until the writes before it are durable. */
export class SqliteLaneStorage implements LaneStorage {
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

  read(): StoredLane {
    const { kv } = this.#storage
    return {
      address: kv.get<LaneAddress>('address') ?? null,
      tickets: this.#rows<{ ticket: string }>('SELECT ticket FROM job').map(({ ticket }) => JSON.parse(ticket)),
      nextSequence: kv.get<number>('nextSequence') ?? 1,
      // An earlier version stored only some of the fields.
      pace: { ...newPace(), ...kv.get<Pace>('pace') },
    }
  }

  commit(writes: LaneWrite[]): void {
    this.#storage.transactionSync(() => {
      for (const write of writes) this.#write(write)
    })
  }

  specOf(id: string): string {
    return this.#storage.sql.exec<{ spec: string }>('SELECT spec FROM job WHERE id = ?', id).one().spec
  }

  summaryOf(id: string): string {
    return this.#storage.sql.exec<{ summary: string }>('SELECT summary FROM job WHERE id = ?', id).one().summary
  }

  summaries(firstId: string, endId: string): Array<{ id: string; summary: string }> {
    return this.#rows('SELECT id, summary FROM job WHERE id >= ? AND id < ?', firstId, endId)
  }

  givenUp(limit: number): GivenUpJob[] {
    return this.#rows<GivenUpRow>('SELECT given_up, spec FROM given_up_job LIMIT ?', limit).map(givenUpOf)
  }

  givenUpJob(id: string): GivenUpJob | null {
    const [row] = this.#rows<GivenUpRow>('SELECT given_up, spec FROM given_up_job WHERE id = ?', id)
    return row ? givenUpOf(row) : null
  }

  recall(keyId: string, key: string, now: number): Remembered | null {
    const query = 'SELECT record FROM remembered WHERE caller = ? AND expires_at > ?'
    const [row] = this.#rows<{ record: string }>(query, callerOf({ keyId, key }), now)
    return row ? JSON.parse(row.record) : null
  }

  #write(write: LaneWrite): void {
    const { sql, kv } = this.#storage
    switch (write.type) {
      case 'insert': {
        const { ticket, spec, summary } = write
        const row = [ticket.id, JSON.stringify(ticket), spec, summary]
        sql.exec('INSERT INTO job (id, ticket, spec, summary) VALUES (?, ?, ?, ?)', ...row)
        return
      }
      case 'save':
        sql.exec('UPDATE job SET ticket = ? WHERE id = ?', JSON.stringify(write.ticket), write.ticket.id)
        return
      case 'remove':
        sql.exec('DELETE FROM job WHERE id = ?', write.id)
        return
      case 'give_up': {
        const { ticket, status, reason } = write
        const query =
          'INSERT OR REPLACE INTO given_up_job (id, given_up, spec) SELECT id, ?, spec FROM job WHERE id = ?'
        sql.exec(query, JSON.stringify({ ticket, status, reason }), ticket.id)
        return
      }
      case 'announced':
        sql.exec('DELETE FROM given_up_job WHERE id = ?', write.id)
        return
      case 'remember': {
        const query = 'INSERT OR REPLACE INTO remembered (caller, record, expires_at) VALUES (?, ?, ?)'
        sql.exec(query, callerOf(write.record), JSON.stringify(write.record), write.expiresAt)
        return
      }
      case 'forget':
        sql.exec('DELETE FROM remembered WHERE expires_at <= ?', write.now)
        return
      case 'address':
        kv.put('address', write.address)
        return
      case 'next_sequence':
        kv.put('nextSequence', write.next)
        return
      case 'pace':
        kv.put('pace', write.pace)
    }
  }

  #rows<T extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]): T[] {
    return this.#storage.sql.exec<T>(query, ...values).toArray()
  }
}

type GivenUpRow = { given_up: string; spec: string }

const givenUpOf = ({ given_up, spec }: GivenUpRow): GivenUpJob => ({
  ...(JSON.parse(given_up) as Omit<GivenUpJob, 'spec'>),
  spec,
})

const callerOf = ({ keyId, key }: Pick<Remembered, 'keyId' | 'key'>): string => `${keyId} ${key}`
