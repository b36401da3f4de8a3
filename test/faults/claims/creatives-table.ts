import pg from 'pg'
import type { BenchServer } from '../../support/postgres/bench-server.ts'
import type { WorkProcess } from '../../support/stack/work-process.ts'

/** The records that instances work on, in their own database, as seen from outside. */
export class CreativesTable {
  readonly #server: BenchServer
  readonly #database: string
  readonly #pagesUrl: string

  /** @param pagesUrl the address below which there is a page for each number */
  constructor(server: BenchServer, database: string, pagesUrl: string) {
    this.#server = server
    this.#database = database
    this.#pagesUrl = pagesUrl
  }

  /** Adds the pages with these numbers, including the last one. */
  async add(from: number, to: number): Promise<void> {
    await this.#server.run(
      this.#database,
      `insert into creatives (id, url) select new_id('cre_'), '${this.#pagesUrl}' || n from generate_series(${from}, ${to}) n`,
    )
  }

  /** The number of records that have not ended. */
  open(): Promise<number> {
    return this.#number('select count(*) from creatives where ended_at is null')
  }

  heldBy({ instance }: WorkProcess): Promise<number> {
    return this.#number(`select count(*) from creatives where status = 'processing' and claimed_by = '${instance}'`)
  }

  /** The database's time in epoch milliseconds. */
  now(): Promise<number> {
    return this.#number('select extract(epoch from clock_timestamp()) * 1000 as count')
  }

  /** Runs `during` while the table is locked, so that every change of a record waits. */
  async locked(during: () => Promise<unknown>): Promise<void> {
    const client = new pg.Client({ connectionString: this.#server.url(this.#database) })
    await client.connect()
    try {
      await client.query('begin')
      await client.query('lock table creatives in exclusive mode')
      await during()
    } finally {
      await client.end()
    }
  }

  async #number(sql: string): Promise<number> {
    const [result] = await this.#server.run(this.#database, sql)
    return Number(result!.rows[0].count)
  }
}
