import pg from 'pg'
import type { BenchServer } from '../../support/bench-server.ts'
import type { WorkProcess } from '../../support/work-process.ts'

/** The records that instances work on, in a database of their own, seen from outside. */
export class CreativesTable {
  readonly #server: BenchServer
  readonly #database: string
  readonly #pagesUrl: string

  /** @param pagesUrl a page for each number is below it */
  constructor(server: BenchServer, database: string, pagesUrl: string) {
    this.#server = server
    this.#database = database
    this.#pagesUrl = pagesUrl
  }

  /** Adds the pages of these numbers, the last of them included. */
  async add(from: number, to: number): Promise<void> {
    await this.#server.run(
      this.#database,
      `insert into creatives (id, url) select new_id('cre_'), '${this.#pagesUrl}' || n from generate_series(${from}, ${to}) n`,
    )
  }

  /** Records that have not ended. */
  open(): Promise<number> {
    return this.#number('select count(*) from creatives where ended_at is null')
  }

  heldBy({ instance }: WorkProcess): Promise<number> {
    return this.#number(`select count(*) from creatives where status = 'processing' and claimed_by = '${instance}'`)
  }

  /** Epoch milliseconds. */
  now(): Promise<number> {
    return this.#number('select extract(epoch from clock_timestamp()) * 1000 as count')
  }

  /** While `during` goes on, nobody changes a record: whoever would, waits. */
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
