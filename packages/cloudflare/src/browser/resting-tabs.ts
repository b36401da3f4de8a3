import type { Tab } from './tab.ts'

/** A tab that nobody takes for so long is closed: its slot is others' by then. */
const idleMs = 300

/** Tabs that wait for the next page of their kind. */
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

  /** The one that rested last; undefined when none does. */
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
