import { setTimeout as sleep } from 'node:timers/promises'
import { eventId } from '@edgesweep/core/job/event-id.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { eventually } from '../../../support/eventually.ts'
import { quantile } from '../../../support/quantiles.ts'
import type { Receiver } from '../../webhooks/receivers.ts'
import { addEndpoints, eventsOfCart, readDue } from '../../webhooks/run-webhook-faults.ts'
import type { Tally, Work } from '../fault.ts'
import { healthyReceivers, type World } from '../world.ts'
import { JobWork } from './job-work.ts'
import { cartJobs } from './wanted.ts'

const carts = 12
const cartEveryMs = 400
const withinMs = 120_000
/** The healthy receivers get 99 of 100 deliveries within this time of being due. */
const limitSeconds = 2

/** Carts whose events go to one struck receiver and to healthy ones. */
export class EventWork implements Work {
  readonly #world: World
  readonly #jobs: JobWork
  readonly #connection: ReturnType<typeof connectNodePostgres>
  /** The struck one first. */
  readonly receivers: Receiver[]
  /** Whether the struck receiver must get every event in the end. */
  readonly #heals: boolean

  private constructor(world: World, jobs: JobWork, receivers: Receiver[], heals: boolean) {
    this.#world = world
    this.#jobs = jobs
    this.#connection = connectNodePostgres(world.stack.database, { max: 2 })
    this.receivers = receivers
    this.#heals = heals
  }

  static async begin(world: World, struck: Receiver, { heals }: { heals: boolean }): Promise<EventWork> {
    const healthy = world.receivers.receivers.slice(-healthyReceivers)
    const jobs = new JobWork(world, JobWork.nextWord())
    const work = new EventWork(world, jobs, [struck, ...healthy], heals)
    await addEndpoints(work.#connection.db, world.owner.keyId, work.receivers)
    for (const cart of cartJobs(jobs.word, carts, 2)) {
      await jobs.submit([cart])
      await sleep(cartEveryMs)
    }
    return work
  }

  async tally(): Promise<Tally> {
    try {
      const tally = await this.#jobs.tally()
      const events = this.#jobs.ids.flatMap((id) => Array.from({ length: eventsOfCart }, (_, n) => eventId(id, n + 1)))
      const [struck, ...healthy] = this.receivers as [Receiver, ...Receiver[]]
      const must = this.#heals ? this.receivers : healthy
      const missing = () => must.flatMap(({ accepted }) => events.filter((id) => !accepted.has(id))).length
      const wrong = [...tally.wrong]
      await eventually('every receiver has every event', () => missing() === 0, { within: withinMs }).catch((error) =>
        wrong.push(error.message),
      )
      const due = await readDue(this.#connection.db, events)
      const late = healthy.flatMap(({ accepted }) =>
        events.map((id) => ((accepted.get(id) ?? 0) - due.get(id)!) / 1_000),
      )
      const p99 = quantile(late, 0.99)
      if (p99 > limitSeconds) wrong.push(`the healthy receivers' deliveries were up to ${p99.toFixed(1)} s late`)
      const arrivals = events.flatMap((id) => struck.accepted.get(id) ?? [])
      return {
        ...tally,
        accepted: events.length * must.length,
        lost: tally.lost + missing(),
        again: tally.again + Math.max(0, struck.requests - arrivals.length),
        endedAt: Math.max(tally.endedAt, ...arrivals),
        wrong,
      }
    } finally {
      await this.#world.db.query(`delete from webhook_endpoints where id like 'whe\\_fault\\_%'`)
      await this.#connection.close()
    }
  }
}
