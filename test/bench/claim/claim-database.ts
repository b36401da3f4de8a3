import pg from 'pg'
import type { ClaimArm, Counts } from './arm.ts'

/** The database with the tables of all arms, as seen by the bench that fills and checks them. */
export class ClaimDatabase {
  readonly url: string
  readonly #pool: pg.Pool

  constructor(url: string) {
    this.url = url
    this.#pool = new pg.Pool({ connectionString: url, max: 2 })
    // A connection may still be closing when the server stops. The original error must not be hidden.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  async run(sql: string): Promise<void> {
    await this.#pool.query(sql)
  }

  /** Prepares an arm with exactly these records, all due, and no maintenance pending for Postgres. */
  async prepare(arm: ClaimArm, count: number): Promise<void> {
    await this.run(arm.empty)
    await this.run(arm.fill(0, count))
    await this.run('vacuum analyze')
    await this.run('checkpoint')
  }

  async count(arm: ClaimArm): Promise<Counts> {
    return (await this.#pool.query<Counts>(arm.count)).rows[0]!
  }

  /** Begins a transaction with a snapshot of the tables. Returns a function that ends it. */
  async hold(): Promise<() => Promise<void>> {
    const client = await this.#pool.connect()
    await client.query('begin isolation level repeatable read')
    await client.query('select count(*) from pg_class')
    return async () => {
      await client.query('commit')
      client.release()
    }
  }

  close(): Promise<void> {
    return this.#pool.end()
  }
}
