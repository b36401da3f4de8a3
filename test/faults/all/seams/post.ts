import { join } from 'node:path'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import type { PulledTicket } from '@edgesweep/core/lane/lane-shard.ts'

/** The configuration of the Worker between the queues and their consumers. */
export const postConfig = join(import.meta.dirname, 'post', 'wrangler.jsonc')

/** The queues that it stands in front of. */
export type PostedQueue = LaneName | 'webhooks'

/** Controls the post of a stack. A workerd that starts again has forgotten its orders. */
export class Post {
  readonly #address: string

  constructor(api: string) {
    this.#address = `${api}/faults/post`
  }

  /** Loses or doubles the next batches of a queue. */
  async order(queue: PostedQueue, { lose = 0, double = 0 }: { lose?: number; double?: number }): Promise<void> {
    await this.#ask('PUT', `queues/edgesweep-${queue}`, { lose, double })
  }

  /** The batches since the last order. */
  counts(queue: PostedQueue): Promise<{ passed: number; lost: number; doubled: number }> {
    return this.#ask('GET', `queues/edgesweep-${queue}`)
  }

  /** Sends a message of any body. */
  async send(queue: PostedQueue, body: unknown): Promise<void> {
    await this.#ask('POST', `queues/edgesweep-${queue}`, body)
  }

  /** Takes tickets as a worker that never renews their leases. */
  pull(lane: LaneName, worker: string, max: number): Promise<PulledTicket[]> {
    return this.call('lanes', lane, 'pullTickets', { id: worker, slots: max }, { max, waitMs: 0, stays: true })
  }

  /** Calls a method of a lane's or a job's object. */
  call<T>(objects: 'lanes' | 'jobs', name: string, method: string, ...args: unknown[]): Promise<T> {
    return this.#ask('POST', `${objects}/${name}`, { method, args })
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#address}/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`The post answered ${response.status} for ${method} ${path}.`)
    return (await response.json()) as T
  }
}
