import { eventually } from '../../../support/eventually.ts'
import type { Tally, Work } from '../fault.ts'
import type { World } from '../world.ts'

/** A job to submit, and the statuses with which it may end. */
export interface WantedJob {
  body: Record<string, unknown>
  ends: string[]
}

interface EndedRow {
  id: string
  status: string
  dead: boolean
  endedAt: number
}

const withinMs = 180_000
/** Results that are read over the API, at most. */
const sampled = 40
let works = 0

/**
 * Jobs of the struck key, told apart by a word that their pages and searches contain. Each must end with one row, one result for each item and one
 * event for each end.
 */
export class JobWork implements Work {
  /** In every address and term of the work. */
  readonly word: string
  protected readonly world: World
  readonly #ends = new Map<string, string[]>()

  /** @param word from `nextWord` */
  constructor(world: World, word: string) {
    this.world = world
    this.word = word
  }

  static nextWord(): string {
    return `struck${++works}x`
  }

  get ids(): string[] {
    return [...this.#ends.keys()]
  }

  /** Submits jobs in one request, which is repeated until it is answered. */
  async submit(wanted: WantedJob[]): Promise<string[]> {
    const jobs = wanted.map(({ body }) => ({ ...body, metadata: { work: this.word } }))
    const { status, text } = await this.world.owner.client.insist({
      method: 'POST',
      path: '/v1/jobs/batch',
      body: JSON.stringify({ jobs }),
      idempotencyKey: `${this.word}-${this.#ends.size}`,
    })
    if (status !== 202) throw new Error(`The work was answered ${status}: ${text.slice(0, 300)}`)
    const answers = (JSON.parse(text) as { jobs: Array<{ id?: string }> }).jobs
    return answers.map(({ id }, n) => {
      if (id === undefined) throw new Error(`A job was refused: ${JSON.stringify(answers[n])}`)
      this.#ends.set(id, wanted[n]!.ends)
      return id
    })
  }

  /** The rows of its ended jobs. */
  async ended(): Promise<EndedRow[]> {
    const { rows } = await this.world.db.query<EndedRow>(
      `select id, status, dead, (extract(epoch from ended_at) * 1000)::float8 as "endedAt"
       from jobs where spec->'metadata'->>'work' = $1`,
      [this.word],
    )
    return rows
  }

  /** Waits until a share of the jobs has ended. */
  async reach(share: number): Promise<void> {
    const enough = async () => (await this.ended()).length >= share * this.#ends.size
    await eventually(`${share * 100} % of the work has ended`, enough, { within: withinMs, every: 50 })
  }

  /** Waits until the servers have seen `count` requests of the work. */
  async seen(count: number): Promise<void> {
    const enough = async () => (await this.#arrivals()).length >= count
    await eventually(`${count} requests of the work`, enough, { within: withinMs, every: 50 })
  }

  async tally(): Promise<Tally> {
    const wrong: string[] = []
    const mayEndDead = [...this.#ends.values()].some((ends) => ends.includes('timed_out'))
    const isOver = (row: EndedRow) => mayEndDead || !row.dead
    const allEnd = async () => {
      const rows = await this.ended()
      return this.ids.every((id) => rows.some((row) => row.id === id && isOver(row)))
    }
    await eventually('all jobs end', allEnd, { within: withinMs, every: 250 }).catch((error) =>
      wrong.push(error.message),
    )
    const rows = await this.ended()
    const known = rows.filter(({ id }) => this.#ends.has(id))
    const unlike = known.filter(({ id, status }) => !this.#ends.get(id)!.includes(status))
    wrong.push(...unlike.slice(0, 5).map(({ id, status }) => `${id} ended ${status}`))
    const events = await this.#events(known.length)
    const results = await this.#results(known)
    wrong.push(...results.wrong)
    const paths = await this.#arrivals()
    return {
      accepted: this.#ends.size,
      lost: this.#ends.size - known.length + unlike.length + results.lost + Math.max(0, known.length - events.ends),
      doubled: rows.length - known.length + results.doubled + events.doubled,
      again: paths.length - new Set(paths).size,
      endedAt: Math.max(0, ...known.map(({ endedAt }) => endedAt)),
      wrong,
    }
  }

  /** The paths of all requests for the work. */
  async #arrivals(): Promise<string[]> {
    const { town, search, crowd, odd } = this.world
    const served = await Promise.all([town, search, crowd].map((one) => one.served()))
    const paths = served.flatMap(({ arrivals }) => arrivals.map(({ path }) => path))
    return [...paths, ...Object.values(odd).flatMap((one) => one.paths)].filter((path) => path.includes(this.word))
  }

  /** Events of ends of jobs, and events that were stored twice. */
  async #events(jobs: number): Promise<{ ends: number; doubled: number }> {
    const read = async () => {
      const { rows } = await this.world.db.query<{ ends: number; doubled: number }>(
        `select count(*) filter (where kind in ('job.completed', 'job.failed', 'job.cancelled'))::int as ends,
           coalesce(sum(n - 1), 0)::int as doubled
         from (
           select kind, count(*)::int as n from deliveries
           where endpoint_id = 'whe_struck' and payload->'data'->'metadata'->>'work' = $1
           group by kind, payload->'data'->>'job_id', payload->'data'->>'index', payload->'data'->>'status'
         ) events`,
        [this.word],
      )
      return rows[0]!
    }
    // They are written right after the rows.
    return eventually(
      'the events of all ends',
      async () => {
        const now = await read()
        return now.ends >= jobs && now
      },
      { within: 20_000 },
    ).catch(read)
  }

  /** Items without a result, and items with several, of some jobs. */
  async #results(rows: EndedRow[]): Promise<{ lost: number; doubled: number; wrong: string[] }> {
    const found = { lost: 0, doubled: 0, wrong: [] as string[] }
    const step = Math.max(1, Math.floor(rows.length / sampled))
    for (const { id } of rows.filter((_, n) => n % step === 0)) {
      const path = `/v1/jobs/${id}/results?limit=1000`
      const { status, text } = await this.world.owner.client.insist({ method: 'GET', path })
      const items = status === 200 ? (JSON.parse(text) as { data: Array<{ index: number; status: string }> }).data : []
      const open = items.filter((item) => item.status === 'queued' || item.status === 'running')
      if (items.length === 0 || open.length > 0) {
        found.lost += Math.max(1, open.length)
        found.wrong.push(`${id} has ${items.length} items, of which ${open.length} are open`)
      }
      found.doubled += items.length - new Set(items.map(({ index }) => index)).size
    }
    return found
  }
}
