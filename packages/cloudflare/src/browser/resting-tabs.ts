import type { Tab } from './tab.ts'

/** A tab unused for this long is closed. By then its slot may belong to another job. */
const idleMs = 300

/** Idle tabs, by key, that wait for the next page. */
export class RestingTabs {
  readonly #tabs = new Map<string, Array<{ tab: Tab; timer: ReturnType<typeof setTimeout> }>>()

  keep(key: string, tab: Tab, close: (tab: Tab) => Promise<void>): void {
    const resting = this.#tabs.get(key) ?? []
    this.#tabs.set(key, resting)
    const timer = setTimeout(() => {
      resting.splice(
        resting.findIndex((one) => one.timer === timer),
        1,
      )
      void close(tab)
    }, idleMs)
    resting.push({ tab, timer })
  }

  /** The tab that rested last; undefined when there is none. */
  take(key: string): Tab | undefined {
    const last = this.#tabs.get(key)?.pop()
    clearTimeout(last?.timer)
    return last?.tab
  }

  takeAll(): Tab[] {
    const all = [...this.#tabs.values()].flat()
    this.#tabs.clear()
    for (const { timer } of all) clearTimeout(timer)
    return all.map(({ tab }) => tab)
  }
}
