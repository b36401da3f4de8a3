import type { Outcome } from '@edgesweep/core/endings/outcome.ts'
import { callWorkers, hearWorker, loseWorker, newStaff } from '@edgesweep/core/lane/call-workers.ts'
import {
  expireTickets,
  finishTicket,
  pullTickets,
  renewTickets,
  submitTickets,
} from '@edgesweep/core/lane/lane-machine.ts'
import { countRunnable, restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'
import type { VirtualTime } from './virtual-time.ts'

const dayMs = 86_400_000
/** How often time alone is looked at. */
const tickMs = 1_000

/** The lane's machine in a shell as thin as the real one, counting what it is asked. `call` is told of each worker that is called. */
export class LaneShell {
  readonly state = restoreLane([], 1)
  readonly calls = { submit: 0, pull: 0, finish: 0, renew: 0 }
  readonly #time: VirtualTime
  readonly #workers: number
  readonly #call: () => void
  readonly #staff = newStaff()
  #tokens = 0

  constructor(time: VirtualTime, workers: number, call: () => void) {
    this.#time = time
    this.#workers = workers
    this.#call = call
    this.#tick()
  }

  /** Ids of new jobs of a key. */
  submit(keyId: string, count: number): string[] {
    const { now } = this.#time
    this.calls.submit += 1
    const wanted = Array.from({ length: count }, () => ({ keyId, deadline: now + dayMs, coalesce: null }))
    const { ids } = submitTickets(this.state, wanted, (sequence) => `job-${sequence}`, now)
    this.#settle()
    return ids
  }

  pull(worker: { id: string; slots: number }, max: number, stays: boolean): Ticket[] {
    this.calls.pull += 1
    hearWorker(this.#staff, worker, this.#time.now)
    const pulled = pullTickets(this.state, max, () => `token-${++this.#tokens}`, this.#time.now)
    if (pulled.length === 0 && !stays) loseWorker(this.#staff, worker.id)
    if (pulled.length > 0 || !stays) this.#settle()
    return pulled
  }

  renew(worker: { id: string; slots: number }, held: Array<{ id: string; token: string }>): void {
    this.calls.renew += 1
    hearWorker(this.#staff, worker, this.#time.now)
    renewTickets(this.state, held, this.#time.now)
  }

  finish(id: string, token: string, outcome: Outcome): void {
    this.calls.finish += 1
    finishTicket(this.state, id, token, outcome, this.#time.now)
    this.#settle()
  }

  #tick(): void {
    this.#time.after(tickMs, () => {
      expireTickets(this.state, this.#time.now)
      this.#settle()
      this.#tick()
    })
  }

  #settle(): void {
    const { now } = this.#time
    const calls = callWorkers(this.#staff, countRunnable(this.state, now), this.state.leased.size, this.#workers, now)
    for (let n = 0; n < calls; n++) this.#call()
  }
}
