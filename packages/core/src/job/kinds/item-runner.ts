import type { Usage } from '../../endings/usage.ts'
import type { LaneName } from '../../lane/lane.ts'
import type { HeldTicket } from '../../lane/lane-port.ts'
import type { OutletContext } from '../../outlet/scan-outlet.ts'

/** The job of an item, and the cost of the item so far. */
interface ItemRun {
  job: HeldTicket
  lane: LaneName
  usage: Usage
}

/** Does the work of one item and returns its result. Null if there was nothing to do; the item is then `skipped`. Throws typed errors. */
export type RunItem<Work> = (ctx: OutletContext, run: ItemRun, work: Work) => Promise<object | null>
