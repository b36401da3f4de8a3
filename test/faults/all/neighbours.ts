import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadClient } from '../../bench/load-client.ts'
import { eventually } from '../../support/eventually.ts'
import { repeat } from '../scrape/strike.ts'

/** A small job of each kind of waiting work: in the lane `live`, twice in `interactive`, and in `bulk`. */
const neighbourKinds = ['refresh', 'cart', 'page', 'bulk'] as const
export type NeighbourKind = (typeof neighbourKinds)[number]

/** Each kind submits a job this often, in ms. */
const everyMs = 1_200
const pollMs = 200
/** No neighbour may wait longer, whatever the fault. */
const patienceMs = 120_000

/** A job from its first request to its recorded result. Epoch milliseconds. */
interface Neighbour {
  kind: NeighbourKind
  from: number
  until: number | null
}

export interface NeighbourOptions {
  client: LoadClient
  /** The address of the neighbours' own pages. */
  origin: string
  /** The neighbours' own outlets. */
  outletIds: string[]
}

/** The steady load of another API key with pages of its own domain. It runs all the time, and each job is timed. */
export class Neighbours {
  readonly #options: NeighbourOptions
  readonly #all: Neighbour[] = []
  readonly #over = new AbortController()
  readonly #resting = new Set<NeighbourKind>()
  readonly wrong: string[] = []
  #count = 0

  constructor(options: NeighbourOptions) {
    this.#options = options
  }

  start(): void {
    for (const [n, kind] of neighbourKinds.entries()) void this.#loop(kind, (n * everyMs) / neighbourKinds.length)
  }

  stop(): void {
    this.#over.abort()
  }

  /** Leaves out these kinds from now on, and only these. */
  rest(kinds: NeighbourKind[] = []): void {
    this.#resting.clear()
    for (const kind of kinds) this.#resting.add(kind)
  }

  /** How long the jobs took that were submitted in a span of time, in ms, once all of them have ended. */
  async during(from: number, until: number): Promise<Array<{ kind: NeighbourKind; ms: number }>> {
    const within = () => this.#all.filter((one) => one.from >= from && one.from < until)
    await eventually('the neighbours of the fault end', () => within().every((one) => one.until !== null), {
      within: patienceMs,
    })
    return within().map(({ kind, from: begun, until: ended }) => ({ kind, ms: ended! - begun }))
  }

  async #loop(kind: NeighbourKind, afterMs: number): Promise<void> {
    await sleep(afterMs)
    await repeat(everyMs, this.#over.signal, async () => {
      // Not awaited: the next job comes at its time, also while this one waits.
      if (!this.#resting.has(kind)) void this.#one(kind)
    })
  }

  async #one(kind: NeighbourKind): Promise<void> {
    const neighbour: Neighbour = { kind, from: Date.now(), until: null }
    this.#all.push(neighbour)
    try {
      const id = await this.#submit(kind, this.#count++)
      const ended = await eventually(`the ${kind} ${id} ends`, () => this.#endOf(id), {
        within: patienceMs,
        every: pollMs,
      })
      neighbour.until = Math.max(neighbour.from, Date.parse(ended.at))
      if (ended.status !== 'completed') this.wrong.push(`the neighbouring ${kind} ${id} ended ${ended.status}`)
    } catch (error) {
      if (this.#over.signal.aborted) return
      neighbour.until = Date.now()
      this.wrong.push(`a neighbouring ${kind}: ${(error as Error).message}`)
    }
  }

  async #submit(kind: NeighbourKind, n: number): Promise<string> {
    const { client, origin, outletIds } = this.#options
    const path = kind === 'refresh' ? `/v1/outlets/${outletIds[n % outletIds.length]}/refresh` : '/v1/jobs'
    const body = kind === 'refresh' ? undefined : JSON.stringify(bodies[kind](origin, n))
    const { status, text } = await client.insist({ method: 'POST', path, body, idempotencyKey: `neighbour-${n}` })
    if (status !== 202) throw new Error(`answered ${status}: ${text.slice(0, 200)}`)
    const { id, job_id } = JSON.parse(text) as { id?: string; job_id?: string }
    return (id ?? job_id)!
  }

  async #endOf(id: string): Promise<{ status: string; at: string } | null> {
    const { status, text } = await this.#options.client.ask({ method: 'GET', path: `/v1/jobs/${id}` })
    if (status !== 200) return null
    const job = JSON.parse(text) as { status: string; ended_at: string | null }
    return job.ended_at === null ? null : { status: job.status, at: job.ended_at }
  }
}

const page = (origin: string, n: number) => ({
  kind: 'page',
  url: `${origin}/odd/shop/${1 + (n % 10_000)}?plain=1`,
  site: 'selectors',
  options: { page: { name: { css: '#name' } } },
})

const bodies = {
  cart: (_origin: string, n: number) => ({ kind: 'cart', items: [`tea neighbour${n}`], zipcode: '10001' }),
  page,
  bulk: (origin: string, n: number) => ({ ...page(origin, n), lane: 'bulk' }),
}
