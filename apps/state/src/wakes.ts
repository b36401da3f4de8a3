import type { LaneAddress } from '@edgesweep/cloudflare/objects.ts'
import {
  callWorkers,
  hearWorker,
  type LaneStaff,
  loseWorker,
  newStaff,
  unansweredMs,
} from '@edgesweep/core/lane/call-workers.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import type { LaneWorkerId } from '@edgesweep/core/lane/lane-port.ts'
import { wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import type { Message } from '@edgesweep/core/work/messages.ts'
import { News } from './news.ts'

const log = consoleLog('state')
/** `sendBatch` takes no more. */
const mostCalls = 100

/** Who is told that a lane has work: workers that wait in a pull at once, further ones by queue messages, as many as the work needs. */
export class Wakes {
  readonly #env: Env
  readonly #storage: DurableObjectStorage
  readonly #staff: LaneStaff = newStaff()
  readonly #work = new News<true>()
  #address: LaneAddress | undefined
  #alarmAt: number | null = null

  constructor(env: Env, storage: DurableObjectStorage) {
    this.#env = env
    this.#storage = storage
    this.#address = storage.kv.get<LaneAddress>('address')
  }

  address(address: LaneAddress): void {
    if (this.#address) return
    this.#address = address
    this.#storage.kv.put('address', address)
  }

  get lane(): Lane {
    return this.#address!.lane
  }

  /** Resolves when there may be work, or after `ms`. */
  async news(ms: number): Promise<void> {
    await this.#work.next(ms)
  }

  heard(worker: LaneWorkerId): void {
    hearWorker(this.#staff, worker, Date.now())
  }

  left(worker: LaneWorkerId): void {
    loseWorker(this.#staff, worker.id)
  }

  /** The alarm that was set has rung. */
  rang(): void {
    this.#alarmAt = null
  }

  /**
   * Tells those who wait of runnable work, calls further workers where needed, and sets the alarm for the machine's next moment or, while
   * anything is to be done, for another look soon.
   */
  async settle(runnable: number, held: number, pending: boolean, nextAlarm: number | null, now: number): Promise<void> {
    const look = runnable > 0 || pending ? now + unansweredMs : Number.POSITIVE_INFINITY
    await this.#setAlarm(Math.min(nextAlarm ?? Number.POSITIVE_INFINITY, look))
    // After the alarm, which finds the work again should this process end while it sends.
    if (runnable === 0) return
    this.#work.tell(true)
    const most = wholeNumber('LANE_WORKERS', this.#env.LANE_WORKERS)
    const calls = callWorkers(this.#staff, runnable, held, Math.min(most, mostCalls), now)
    if (calls > 0) await this.#send(calls)
  }

  /** One that rings too early costs less than setting it at every change. */
  async #setAlarm(at: number): Promise<void> {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return
    if (!Number.isFinite(at)) return
    this.#alarmAt = at
    await this.#storage.setAlarm(at)
  }

  async #send(calls: number): Promise<void> {
    if (!this.#address) return
    const { lane, shard } = this.#address
    const queues = { live: this.#env.LIVE_QUEUE, interactive: this.#env.INTERACTIVE_QUEUE, bulk: this.#env.BULK_QUEUE }
    const message: Message = { kind: 'lane.wake', lane, shard }
    try {
      await queues[lane].sendBatch(Array.from({ length: calls }, () => ({ body: message })))
    } catch (error) {
      // The ticket is stored, and the alarm calls again: a queue that is down must not refuse the job.
      log.error('lane.wake_failed', { lane, shard, error: String(error) })
    }
  }
}
