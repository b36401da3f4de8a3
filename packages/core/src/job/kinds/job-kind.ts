import type { z } from 'zod'
import type { CallersLane } from '../../lane/lane.ts'

/**
 * The properties of one kind of job. They need no database, network or site, so that every part of the system may import them. The Worker `api`
 * checks requests with `prepare-job.ts`, and workers run items with `run-item.ts`.
 *
 * `Spec` is the specification that a lane stores. `Work` is the part of the plan for one item.
 */
export interface JobKind<Spec, Work> {
  /** The display name with its article: "a cart". */
  noun: string
  /** The schema of a request. */
  request: z.ZodType<{ kind: string }>
  /** A sentence about the result of one item, for the API's reference. */
  itemResult: string
  /** The lane of a request that names none. */
  lane: CallersLane
  /** The latest end of a job, in seconds from its submission. */
  deadlineSeconds: number
  /** Whether the streams of a job carry the result of each item. Otherwise results are read in pages. */
  streamsResults: boolean
  /** The items of a job. The same spec always gives the same items, because the next worker makes the plan again and continues by index. */
  plan(spec: Spec): Array<PlannedItem<Work>>
  /** The sweep of a job. Its outlets are released when the job ends. */
  sweepOf?(spec: Spec): string | null
}

/** The place of an item in its job. `follows`: the index of an item before it, which must end first; null: it may start at once. */
export interface ItemPlace {
  label: string
  follows: number | null
}

export type PlannedItem<Work> = ItemPlace & { work: Work }

/** The default deadline. A job that waits for a whole day fails, and its caller is notified. */
export const daySeconds = 86_400
