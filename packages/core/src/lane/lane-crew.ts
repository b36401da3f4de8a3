import type { DeskClock } from '../desk-clock.ts'
import { Broadcast } from './broadcast.ts'
import { callWorkers, hearWorker, loseWorker, newStaff } from './call-workers.ts'
import type { LaneWorkerId } from './lane-port.ts'

/** The workers of a shard: waiting in a pull, known, and called. */
export class LaneCrew {
  readonly #clock: DeskClock
  readonly #most: number
  readonly #staff = newStaff()
  readonly #work: Broadcast<true>

  /** `most` is the maximum number of workers that may work on the shard at once. */
  constructor(clock: DeskClock, most: number) {
    this.#clock = clock
    this.#most = most
    this.#work = new Broadcast(clock)
  }

  /** Records a sign of life of a worker. Ignores a worker without slots, because it takes no more tickets. */
  hear(worker: LaneWorkerId): void {
    if (worker.slots > 0) hearWorker(this.#staff, worker, this.#clock.now())
  }

  lose(worker: LaneWorkerId): void {
    loseWorker(this.#staff, worker.id)
  }

  /** Resolves when there may be work, or after `ms`. */
  async untilWork(ms: number): Promise<void> {
    await this.#work.next(ms)
  }

  /** Wakes the workers that wait, and returns how many more to call; they count as called from then on. */
  wake(runnable: number, held: number): number {
    if (runnable === 0) return 0
    this.#work.send(true)
    return callWorkers(this.#staff, runnable, held, this.#most, this.#clock.now())
  }
}
