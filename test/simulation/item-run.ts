import type { VirtualTime } from './virtual-time.ts'

/** Does one item; `ended` is told null, or until when it is put off. */
type DoItem<Item> = (item: Item, ended: (until: number | null) => void) => void

/**
 * Runs a job's stages one after the other, each with so many items at a time, as `run-ticket.ts` does: an item that is put off holds up
 * no other.
 */
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
