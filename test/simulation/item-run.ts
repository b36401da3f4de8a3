import type { VirtualTime } from './virtual-time.ts'

/** Does one item. `ended` receives null, or the time until which the item is deferred. */
type DoItem<Item> = (item: Item, ended: (until: number | null) => void) => void

/** Runs a job's stages in turn, each with `slots` concurrent items, as `run-ticket.ts` does. A deferred item does not block others. */
export function runItems<Item>(
  time: VirtualTime,
  stages: Item[][],
  slots: number,
  doItem: DoItem<Item>,
  done: () => void,
): void {
  const [items, ...later] = stages
  if (!items) {
    done()
    return
  }
  const ready = [...items]
  let running = 0
  let left = items.length
  const startSome = () => {
    while (running < slots) {
      const item = ready.shift()
      if (item === undefined) return
      running += 1
      doItem(item, (until) => {
        running -= 1
        if (until === null) left -= 1
        else
          time.after(until - time.now, () => {
            ready.push(item)
            startSome()
          })
        if (left === 0) runItems(time, later, slots, doItem, done)
        else startSome()
      })
    }
  }
  startSome()
}
