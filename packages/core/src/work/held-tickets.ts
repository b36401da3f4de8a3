import type { Context } from '../context.ts'
import { Abandoned } from '../endings/typed-errors.ts'
import { keepRenewing } from '../keep-renewing.ts'
import { parseJobId } from '../lane/job-id.ts'
import type { LaneName } from '../lane/lane.ts'
import { leaseMs } from '../lane/lane-machine.ts'
import type { HeldTicket, LaneWorker, LaneWorkerId } from '../lane/lane-port.ts'
import type { LineUse } from '../lane/renewal.ts'

type HoldingContext = Pick<Context, 'clock' | 'log'> & { lanes: Pick<LaneWorker, 'shards' | 'renew' | 'revoked'> }

/** The tickets that one worker of a lane holds. Renews their leases, and aborts the work on tickets that it has lost. */
export class HeldTickets {
  readonly #ctx: HoldingContext
  readonly #lane: LaneName
  readonly #worker: LaneWorkerId
  readonly #held = new Map<string, { ticket: HeldTicket; lost: AbortController }>()
  /** The lines of the held tickets, and those that wait in each shard, as the last renewals told them. */
  readonly #lines = new Map<string, LineUse>()
  readonly #waiting = new Map<number, LineUse[]>()
  #stopped = false

  constructor(ctx: HoldingContext, lane: LaneName, worker: LaneWorkerId) {
    this.#ctx = ctx
    this.#lane = lane
    this.#worker = worker
    for (let shard = 0; shard < ctx.lanes.shards; shard++)
      void keepRenewing(ctx.clock, {
        leaseMs,
        isOver: () => this.#stopped,
        renew: () => this.#renew(shard),
        pause: (ms) => this.#watch(shard, ms),
      })
  }

  /** The signal aborts when the worker loses the ticket: its lease expired, or another process ended its job. */
  hold(ticket: HeldTicket): AbortSignal {
    const lost = new AbortController()
    this.#held.set(ticket.id, { ticket, lost })
    return lost.signal
  }

  /** After the lease expired, the worker may hold the same ticket again under a new token. The new hold stays. */
  release(ticket: HeldTicket): void {
    if (this.#held.get(ticket.id)?.ticket === ticket) this.#forget(ticket.id)
  }

  /** Whether a key waits, in any shard, of which workers hold fewer tickets than of this one's key. */
  isWanted({ id }: HeldTicket): boolean {
    const own = this.#lines.get(id)
    const waiting = [...this.#waiting.values()].flat()
    return own !== undefined && waiting.some(({ line, held }) => line !== own.line && held < own.held)
  }

  /** Renews the leases of a ticket's shard now. */
  renew({ id }: HeldTicket): Promise<void> {
    return this.#renew(parseJobId(id)!.shard)
  }

  stop(): void {
    this.#stopped = true
  }

  /** For `ms`, aborts the work on jobs that another process ends. */
  async #watch(shard: number, ms: number): Promise<void> {
    const { clock, lanes } = this.#ctx
    for (let left = ms; !this.#stopped && left > 0; ) {
      const [since, wait] = [clock.now(), left]
      const revoked = await lanes.revoked(this.#lane, shard, wait).catch(async () => {
        await clock.sleep(wait)
        return []
      })
      if (this.#stopped) return
      for (const id of revoked) this.#lose(id, 'its job has ended')
      // If the clock was set back meanwhile, renew now.
      const passed = clock.now() - since
      left = passed < 0 ? 0 : left - passed
    }
  }

  async #renew(shard: number): Promise<void> {
    const held = [...this.#held.values()].filter(({ ticket }) => parseJobId(ticket.id)!.shard === shard)
    // A full worker asks the other shards, too, who waits there.
    if (held.length === 0 && this.#held.size < Math.max(1, this.#worker.slots)) {
      this.#waiting.delete(shard)
      return
    }
    const tickets = held.map(({ ticket }) => ticket)
    try {
      const { kept, waiting } = await this.#ctx.lanes.renew(this.#lane, shard, this.#worker, tickets)
      this.#waiting.set(shard, waiting)
      const lines = new Map(kept.map(({ id, ...line }) => [id, line]))
      for (const { ticket, lost } of held) {
        const line = lines.get(ticket.id)
        if (line) {
          if (this.#held.get(ticket.id)?.ticket === ticket) this.#lines.set(ticket.id, line)
          continue
        }
        lost.abort(new Abandoned('its lease was lost'))
        this.release(ticket)
      }
    } catch (error) {
      this.#waiting.delete(shard)
      this.#ctx.log.warn('lease.renewal_failed', { lane: this.#lane, shard, error: String(error) })
    }
  }

  #lose(id: string, reason: string): void {
    this.#held.get(id)?.lost.abort(new Abandoned(reason))
    this.#forget(id)
  }

  #forget(id: string): void {
    this.#held.delete(id)
    this.#lines.delete(id)
  }
}
