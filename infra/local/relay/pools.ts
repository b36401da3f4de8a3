import { databaseRoles } from '@edgesweep/db/roles.ts'
import pg from 'pg'

/** Values stay as Postgres prints them: the driver at the other end parses them itself. */
const RAW_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value }

/** An address that this relay was not told to reach. */
export class AddressNotAllowed extends Error {
  constructor(address: string) {
    super(`The relay does not reach ${address}; it serves only the Postgres that it was started for.`)
  }
}

/** Connections to Postgres that are kept between requests, a pool for each connection string. */
export class Pools {
  readonly #allowed: string[]
  readonly #pools = new Map<string, pg.Pool>()

  constructor(allowed: string[]) {
    this.#allowed = allowed
  }

  /**
   * The pool of a connection string.
   * @throws {AddressNotAllowed}
   */
  get(connectionString: string): pg.Pool {
    const known = this.#pools.get(connectionString)
    if (known) return known
    const url = new URL(connectionString)
    const address = `${url.hostname}:${url.port || 5432}`
    if (!this.#allowed.includes(address)) throw new AddressNotAllowed(address)
    const role = Object.values(databaseRoles).find(({ name }) => name === url.username)
    // Whoever comes while all of a role's connections are at work waits here, and is not refused by Postgres.
    const max = role?.connections ?? 20
    const pool = new pg.Pool({ connectionString, types: RAW_TEXT, max, idleTimeoutMillis: 30_000 })
    // An idle connection that ends (a Postgres restart) has left the pool already; the next query opens another.
    pool.on('error', () => {})
    this.#pools.set(connectionString, pool)
    return pool
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()))
  }
}
