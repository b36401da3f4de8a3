import type { ItemResult, LoggedEvent } from '@edgesweep/core/job/job-port.ts'
import type { JobStep, JobStorage, StoredItem, StoredJob } from '@edgesweep/core/job/job-storage.ts'

/** One job in memory, stored as JSON text as in SQLite, so that the desk's state cannot change the stored data. */
export class MapJobStorage implements JobStorage {
  readonly #head = new Map<'head' | 'life', string>()
  readonly #items = new Map<number, { item: string; result: string | null }>()
  readonly #events = new Map<number, string>()

  restore(): StoredJob | null {
    const head = this.#head.get('head')
    if (head === undefined) return null
    const life = this.#head.get('life')!
    return { head: JSON.parse(head), life: JSON.parse(life), items: [...this.#items.keys()].map((n) => this.#item(n)) }
  }

  commit({ head, life, items, events }: JobStep): void {
    // Everything is serialised first, so that a step that throws stores nothing.
    const kept = [...(head ? [['head', head] as const] : []), ['life', life] as const]
    const texts = kept.map(([key, value]) => [key, JSON.stringify(value)] as const)
    const rows = items.map(({ index, result, ...item }) => {
      return [index, { item: JSON.stringify(item), result: result === null ? null : JSON.stringify(result) }] as const
    })
    const log = events.map((event) => [event.seq, JSON.stringify(event)] as const)
    for (const [key, text] of texts) this.#head.set(key, text)
    for (const [index, row] of rows) this.#items.set(index, row)
    for (const [seq, text] of log) this.#events.set(seq, text)
  }

  results(from: number, limit: number): { item: ItemResult; length: number }[] {
    return [...this.#items.keys()].slice(from, from + limit).map((index) => {
      const { label, status, error } = this.#item(index).item
      const item = { index, label, status, error, result: this.#result(index) }
      return { item, length: this.#items.get(index)!.result?.length ?? 0 }
    })
  }

  events(after: number, limit: number, withResults: boolean): LoggedEvent[] {
    const logged = [...this.#events.values()].slice(after, after + limit)
    return logged.map((text) => {
      const event = JSON.parse(text) as LoggedEvent
      if (!withResults || event.item?.status !== 'completed') return event
      const result = this.#result(event.item.index)
      return result === null ? event : { ...event, item: { ...event.item, result } }
    })
  }

  clear(): void {
    for (const map of [this.#head, this.#items, this.#events]) map.clear()
  }

  #item(index: number): StoredItem {
    return JSON.parse(this.#items.get(index)!.item)
  }

  #result(index: number): unknown {
    return JSON.parse(this.#items.get(index)!.result ?? 'null')
  }
}
