import { databaseRoles } from '@edgesweep/db/roles.ts'
import pg from 'pg'

/** Leaves values as Postgres prints them, because the client's driver parses them. */
const RAW_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value }

/** The relay is not allowed to reach this address. */
export class AddressNotAllowed extends Error {
  constructor(address: string) {
    super(`The relay does not reach ${address}. It serves only the addresses with which it was started.`)
  }
}

/** Connection pools that persist between requests, one for each connection string. */
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
    // With the role's own limit, requests wait in the pool, so that Postgres does not refuse them.
    const max = role?.connections ?? 20
    const pool = new pg.Pool({ connectionString, types: RAW_TEXT, max, idleTimeoutMillis: 30_000 })
    // An idle connection that ends (a restart of Postgres) is removed from the pool. The next query opens another.
    pool.on('error', () => {})
    this.#pools.set(connectionString, pool)
    return pool
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()))
  }
}
