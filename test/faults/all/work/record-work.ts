import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { eventually } from '../../../support/eventually.ts'
import { adPage } from '../../../support/serve-slowly.ts'
import { runnerEnv, WorkProcess } from '../../../support/stack/work-process.ts'
import { keepClaimEnds } from '../../claims/claim-ends.ts'
import type { Tally, Work } from '../fault.ts'
import type { World } from '../world.ts'

const records = 400
const leaseSeconds = 5
const pageMs = 40
const withinMs = 120_000
const args = ['creatives', '--batch', 20, '--workers', 4, '--max-workers', 4, '--lease', leaseSeconds].map(String)
let runs = 0

/** Records of a pipeline, processed by runners of which one has a wrong clock. */
export class RecordWork implements Work {
  readonly #world: World
  readonly #prefix: string
  /** The one with the wrong clock, and one with the right clock. */
  readonly runners: [WorkProcess, WorkProcess]

  private constructor(world: World, prefix: string, runners: [WorkProcess, WorkProcess]) {
    this.#world = world
    this.#prefix = prefix
    this.runners = runners
  }

  /** @param offMs how far the clock of one runner is ahead */
  static async begin(world: World, offMs: number): Promise<RecordWork> {
    const { ads } = world.odd
    const prefix = `/ad${++runs}-`
    ads.answer = (request, response) => {
      if (request.url === '/robots.txt') return response.writeHead(404).end()
      const page = adPage(request.url!.slice(prefix.length))
      setTimeout(() => response.writeHead(200, { 'content-type': 'text/html' }).end(page), pageMs)
    }
    const { rows } = await world.db.query(`select to_regclass('claim_ends') is not null as known`)
    if (!rows[0].known) for (const statement of keepClaimEnds) await world.db.query(statement)
    const env = runnerEnv(world.stack.database, ads.host)
    const shift = { CLOCK_OFF_MS: `${offMs}`, NODE_OPTIONS: `--import=${pathToFileURL(shiftClock).href}` }
    const runners: [WorkProcess, WorkProcess] = [
      new WorkProcess('node', { ...env, ...shift }, args),
      new WorkProcess('node', env, args),
    ]
    const work = new RecordWork(world, prefix, runners)
    await Promise.all(runners.map((runner) => runner.begun()))
    await world.db.query(
      `insert into creatives (id, url) select new_id('cre_'), $1 || n from generate_series(1, ${records}) n`,
      [`${ads.origin}${prefix}`],
    )
    return work
  }

  /** Waits until the runner with the wrong clock has taken `count` records, and holds some. */
  async held(count: number): Promise<void> {
    const [{ instance }] = this.runners
    await eventually(
      'claims of the runner with the wrong clock',
      async () => {
        const { rows } = await this.#world.db.query(
          `select count(*)::int as all, count(*) filter (where status = 'processing')::int as held
         from creatives where claimed_by = $1 and url like $2`,
          [instance, `%${this.#prefix}%`],
        )
        return rows[0].all >= count && rows[0].held > 0
      },
      { within: withinMs, every: 50 },
    )
  }

  async tally(): Promise<Tally> {
    const { db, odd } = this.#world
    const wrong: string[] = []
    const read = async () => {
      const { rows } = await db.query(
        `select count(*) filter (where status = 'completed' and title = 'Creative ' || substring(url from '\\d+$'))::int as done,
           count(*) filter (where ended_at is not null)::int as ended, (extract(epoch from max(ended_at)) * 1000)::float8 as at,
           (select count(*)::int from claim_ends e join creatives c on c.id = e.id
            where e.status <> 'pending' and c.url like $1) as endings
         from creatives where url like $1`,
        [`%${this.#prefix}%`],
      )
      return rows[0] as { done: number; ended: number; at: number; endings: number }
    }
    try {
      const all = async () => (await read()).ended === records
      await eventually('all records end', all, { within: withinMs, every: 250 }).catch((error) =>
        wrong.push(error.message),
      )
      const { done, ended, at, endings } = await read()
      const pages = odd.ads.paths.filter((path) => path.startsWith(this.#prefix))
      return {
        accepted: records,
        lost: records - done,
        doubled: endings - ended,
        again: pages.length - new Set(pages).size,
        endedAt: at,
        wrong,
      }
    } finally {
      for (const runner of this.runners) runner.signal('SIGKILL')
      await Promise.all(this.runners.map((runner) => runner.ended))
    }
  }
}

const shiftClock = join(import.meta.dirname, '..', 'seams', 'shift-clock.mjs')
