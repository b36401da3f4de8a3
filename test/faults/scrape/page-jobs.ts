import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Stack } from '../../support/stack/stack.ts'
import type { PlannedPage } from './plan-pages.ts'

/** The end of a job. `ms` is the time for which its page used a browser, in all attempts together. */
export interface EndedJob {
  id: string
  status: string
  ms: number
}

/** A stack's page jobs. They are submitted and cancelled over the API; their ends are read from the database. */
export class PageJobs {
  readonly #stack: Stack
  readonly #town: string
  readonly #db: pg.Client

  private constructor(stack: Stack, town: string, db: pg.Client) {
    this.#stack = stack
    this.#town = town
    this.#db = db
  }

  /** @param town the address of the pages without a trailing slash */
  static async open(stack: Stack, town: string): Promise<PageJobs> {
    const db = new pg.Client({ connectionString: stack.database })
    // A failed run stops the database first.
    db.on('error', () => {})
    await db.connect()
    return new PageJobs(stack, town, db)
  }

  /** Submits jobs and returns their ids in the order of the pages. */
  async submit(planned: PlannedPage[]): Promise<string[]> {
    const jobs = planned.map(({ path, options }) => ({
      kind: 'page',
      url: this.#town + path,
      site: 'selectors',
      options,
    }))
    const ids: string[] = []
    for (let from = 0; from < jobs.length; from += 500) {
      const response = await this.#ask('POST', 'batch', { jobs: jobs.slice(from, from + 500) })
      const body = (await response.json()) as { jobs: Array<{ id: string }> }
      ids.push(...body.jobs.map(({ id }) => id))
    }
    return ids
  }

  /** Cancels the jobs one after another, spread over `ms`. */
  async cancel(ids: string[], ms: number): Promise<void> {
    for (const id of ids) {
      await sleep(ms / ids.length)
      await this.#ask('DELETE', id).catch(() => {})
    }
  }

  async ended(ids: string[]): Promise<EndedJob[]> {
    const statement = `
      select id, status, coalesce((usage->>'browserMs')::float, 0) as ms
      from jobs where id = any($1) order by array_position($1, id)`
    return (await this.#db.query<EndedJob>(statement, [ids])).rows
  }

  close(): Promise<void> {
    return this.#db.end()
  }

  #ask(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.#stack.api}/v1/jobs/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#stack.key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  }
}
