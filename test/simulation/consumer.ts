import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import type { PulledTicket } from '@edgesweep/core/lane/lane-shard.ts'
import type { BrowserFleet, Slot } from './browser-fleet.ts'
import type { SimulatedLane } from './simulated-lane.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The interval at which a consumer with a free slot pulls, and at which it renews its tickets, as in the product. */
const pullEveryMs = 500
const renewMs = 5_000

/**
 * The parts of a consumer. `work` does a job under the virtual clock and calls `done` at its end. `betweenMs` passes between a
 * job's end and the slot's next pull.
 */
export interface ConsumerParts {
  time: VirtualTime
  lane: SimulatedLane
  browsers: BrowserFleet | null
  slots: () => number
  work: (ticket: PulledTicket, done: () => void) => void
  betweenMs: number
  started: (ticket: PulledTicket) => void
  ended: (ticket: PulledTicket) => void
}

let consumers = 0

/** One invocation of a lane's consumer. It pulls tickets into its slots, works on them, and leaves when there are none. */
export class Consumer {
  readonly #parts: ConsumerParts
  readonly #id = `consumer-${++consumers}`
  readonly #held = new Map<string, { token: string; slot: Slot | null }>()
  /** Slots between the end of a job and their next pull. */
  #between = 0
  #gone = false
  #polling = false

  constructor(parts: ConsumerParts) {
    this.#parts = parts
    this.#renew()
    void this.#pull()
  }

  get isGone(): boolean {
    return this.#gone
  }

  /** The process dies without returning anything. */
  kill(): void {
    this.#gone = true
  }

  async #pull(): Promise<void> {
    if (this.#gone) return
    const { lane, time } = this.#parts
    const worker = { id: this.#id, slots: this.#parts.slots() }
    const taken = this.#held.size + this.#between
    const free = worker.slots - taken
    if (free <= 0) return
    const busy = taken > 0
    const tickets = await lane.pull(worker, free, busy)
    for (const ticket of tickets) this.#run(ticket)
    if (tickets.length === 0 && !busy) this.#gone = true
    if (this.#gone || tickets.length === free || this.#polling) return
    this.#polling = true
    time.after(pullEveryMs, () => {
      this.#polling = false
      void this.#pull()
    })
  }

  #run(ticket: PulledTicket): void {
    const { token } = ticket
    const held = { token, slot: null as Slot | null }
    this.#held.set(ticket.id, held)
    const { browsers } = this.#parts
    if (!browsers) {
      this.#work(ticket, held)
      return
    }
    browsers.ask('interactive', (answer) => {
      if ('slot' in answer) {
        held.slot = answer.slot
        this.#work(ticket, held)
      } else
        void this.#end(ticket, {
          kind: 'defer',
          afterMs: answer.refusedUntil - this.#parts.time.now,
          reason: 'all browser slots are in use',
        })
    })
  }

  #work(ticket: PulledTicket, { slot }: { slot: Slot | null }): void {
    if (this.#gone) return
    const { browsers, work, started, ended } = this.#parts
    started(ticket)
    work(ticket, () => {
      if (this.#gone) return
      if (slot) browsers?.giveBack(slot)
      ended(ticket)
      void this.#end(ticket, { kind: 'done' })
    })
  }

  async #end({ id, token }: PulledTicket, outcome: Outcome): Promise<void> {
    if (this.#gone) return
    const { lane, time, betweenMs } = this.#parts
    this.#held.delete(id)
    this.#between += 1
    await lane.finish(id, token, outcome)
    time.after(betweenMs, () => {
      this.#between -= 1
      void this.#pull()
    })
  }

  #renew(): void {
    const { time, lane, browsers } = this.#parts
    time.after(renewMs, () => {
      if (this.#gone) return
      const held = [...this.#held].map(([id, { token }]) => ({ id, token }))
      void lane.renew({ id: this.#id, slots: this.#parts.slots() }, held)
      browsers?.renew([...this.#held.values()].flatMap(({ slot }) => slot ?? []))
      this.#renew()
    })
  }
}
