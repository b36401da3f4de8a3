import pg from 'pg'
import type { ClaimArm, Counts } from './arm.ts'

/** The database that all arms have their tables in, as whoever fills and checks them sees it. */
export class ClaimDatabase {
  readonly url: string
  readonly #pool: pg.Pool

  constructor(url: string) {
    this.url = url
    this.#pool = new pg.Pool({ connectionString: url, max: 2 })
    // A connection may still be on its way out when the server stops, and whatever else went wrong is to be heard.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  async run(sql: string): Promise<void> {
    await this.#pool.query(sql)
  }

  /** Leaves an arm with just these records, all of them due, and nothing for Postgres to catch up with. */
  async prepare(arm: ClaimArm, count: number): Promise<void> {
    await this.run(arm.empty)
    await this.run(arm.fill(0, count))
    await this.run('vacuum analyze')
    await this.run('checkpoint')
  }

  async count(arm: ClaimArm): Promise<Counts> {
    return (await this.#pool.query<Counts>(arm.count)).rows[0]!
  }

  /** Begins a transaction that has seen the tables as they are now, and gives what ends it. */
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
