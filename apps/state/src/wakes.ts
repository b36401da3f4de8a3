import type { LaneAddress } from '@edgesweep/cloudflare/objects.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import type { Message } from '@edgesweep/core/messages.ts'
import { consoleLog } from '@edgesweep/core/system.ts'

const log = consoleLog('state')

/** Work that nobody has asked for in this long is announced again: the first message may be lost. */
const repeatMs = 5_000

/** Who is told that a lane has work: workers that wait in a pull at once, others by a queue message, and nobody twice without need. */
export class Wakes {
  readonly #env: Env
  readonly #storage: DurableObjectStorage
  #address: LaneAddress | undefined
  #waiting = new Set<() => void>()
  /** A message is on its way, or a worker is there and will pull again. */
  #awake = false
  #lastSign = 0

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
    await new Promise<void>((resolve) => {
      const tell = () => {
        clearTimeout(timer)
        this.#waiting.delete(tell)
        resolve()
      }
      const timer = setTimeout(tell, ms)
      this.#waiting.add(tell)
    })
  }

  /** A worker has pulled. `left`: it found nothing, and will not pull again unless woken. */
  pulled(left: boolean): void {
    this.#awake = !left
    this.#lastSign = Date.now()
  }

  /** Announces runnable work where needed, and sets the alarm for the machine's next moment or for the next announcement. */
  async settle(runnable: boolean, pending: boolean, nextAlarm: number | null, now: number): Promise<void> {
    const repeat = runnable || pending ? now + repeatMs : Number.POSITIVE_INFINITY
    const at = Math.min(nextAlarm ?? Number.POSITIVE_INFINITY, repeat)
    if (Number.isFinite(at)) await this.#storage.setAlarm(at)
    else await this.#storage.deleteAlarm()
    // After the alarm, which finds the work again should this process end while it sends.
    if (!runnable) return
    for (const tell of this.#waiting) tell()
    if (!this.#awake || now - this.#lastSign > repeatMs) await this.#send(now)
  }

  async #send(now: number): Promise<void> {
    if (!this.#address) return
    const { lane, shard } = this.#address
    const queue = { live: this.#env.LIVE_QUEUE, interactive: this.#env.INTERACTIVE_QUEUE, bulk: this.#env.BULK_QUEUE }[
      lane
    ]
    this.#awake = true
    this.#lastSign = now
    try {
      await queue.send({ kind: 'lane.wake', lane, shard } satisfies Message)
    } catch (error) {
      // The ticket is stored, and the alarm announces it again: a queue that is down must not refuse the job.
      this.#awake = false
      log.error('lane.wake_failed', { lane, shard, error: String(error) })
    }
  }
}
