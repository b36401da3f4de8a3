import { setTimeout as sleep } from 'node:timers/promises'
import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import type { Connect } from './connection.ts'

/** The events that one subscriber saw. Times are epoch milliseconds. */
export interface Following {
  events: StreamedEvent[]
  /** When it first connected. */
  since: number
  /** Connections that it dropped itself, and those that broke or were refused. */
  dropped: number
  lost: number
  ended: boolean
}

export interface Subscription {
  connect: Connect
  address: string
  key: string
  /** The numbers of events after which it drops its connection. 0: while it still waits for the first event. */
  drops: number[]
  /** The longest pause after a drop, in ms. */
  awayMs: number
  onEvent(event: StreamedEvent): void
  /** Aborts to give up. */
  signal: AbortSignal
}

/** Follows a job's events to their end. After each break it resumes after the last event. */
export async function followJob({ connect, drops, ...rest }: Subscription): Promise<Following> {
  const { address, key, awayMs, onEvent, signal } = rest
  const seen: Following = { events: [], since: Date.now(), dropped: 0, lost: 0, ended: false }
  const left = [...drops]
  while (!signal.aborted) {
    const drop = left.shift()
    const cut = new AbortController()
    const waiting = drop === 0 ? setTimeout(() => cut.abort(), Math.random() * awayMs) : undefined
    const onSeen = (event: StreamedEvent) => {
      // Events in transit at the drop are not seen.
      if (cut.signal.aborted) return
      seen.events.push(event)
      onEvent(event)
      if (drop !== undefined && seen.events.length >= drop) cut.abort()
    }
    const after = seen.events.at(-1)?.seq ?? 0
    const ending = await connect({ address, key, after }, onSeen, AbortSignal.any([cut.signal, signal]))
    clearTimeout(waiting)
    if (cut.signal.aborted) seen.dropped += 1
    else if (ending === 'over') return { ...seen, ended: true }
    else seen.lost += 1
    await sleep(Math.random() * awayMs)
  }
  return seen
}
