import { type EventKind, eventKinds } from '@edgesweep/db/event-kinds.ts'
import { Webhook } from 'standardwebhooks'

/** A received webhook. */
export type InboxMessage = {
  /** The sender's `webhook-id`, or `unsigned-N` if it is missing. */
  id: string
  receivedAt: string
  headers: Record<string, string>
  /** The unchanged body, because the signature covers it. */
  body: string
  /** Whether the signature is correct and at most five minutes old. */
  verified: boolean
  /** The event's type, such as `job.completed`; null if the body has none. */
  event: string | null
  /** The event in words; null if it is missing or unknown. */
  text: string | null
}

const MAX_MESSAGES = 1_000

/** The newest 1,000 messages, oldest first. */
export class Messages {
  readonly #webhook: Webhook
  readonly #kept: InboxMessage[] = []
  readonly #listeners = new Set<() => void>()
  #count = 0

  /** @param secret the sender's secret, `whsec_…` */
  constructor(secret: string) {
    this.#webhook = new Webhook(secret)
  }

  add(headers: Record<string, string>, body: string): InboxMessage {
    this.#count += 1
    const event = eventType(body)
    const message = {
      id: headers['webhook-id'] ?? `unsigned-${this.#count}`,
      receivedAt: new Date().toISOString(),
      headers,
      body,
      verified: this.#verifies(headers, body),
      event,
      text: event !== null && event in eventKinds ? eventKinds[event as EventKind].text : null,
    }
    this.#kept.push(message)
    if (this.#kept.length > MAX_MESSAGES) this.#kept.shift()
    for (const listener of this.#listeners) listener()
    return message
  }

  all(): InboxMessage[] {
    return [...this.#kept]
  }

  /** Calls `listener` after each new message, until the returned function is called. */
  onAdd(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #verifies(headers: Record<string, string>, body: string): boolean {
    try {
      this.#webhook.verify(body, headers)
      return true
    } catch {
      return false
    }
  }
}

function eventType(body: string): string | null {
  try {
    const { type } = JSON.parse(body) as { type?: unknown }
    return typeof type === 'string' ? type : null
  } catch {
    return null
  }
}
