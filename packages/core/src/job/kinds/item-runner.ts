import type { Usage } from '../../endings/usage.ts'
import type { LaneName } from '../../lane/lane.ts'
import type { HeldTicket } from '../../lane/lane-port.ts'
import type { OutletContext } from '../../outlet/scan-outlet.ts'

/** The job that an item belongs to, and the count of what the item uses. */
interface ItemRun {
  job: HeldTicket
  lane: LaneName
  usage: Usage
}

/** Does the work of one item and gives its result. Null: there was nothing to do, and the item is `skipped`. Throws typed errors. */
export type RunItem<Work> = (ctx: OutletContext, run: ItemRun, work: Work) => Promise<object | null>
