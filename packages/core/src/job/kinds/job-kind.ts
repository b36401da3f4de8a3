import type { z } from 'zod'
import type { CallersLane } from '../../lane/lane.ts'

/**
 * Everything about one kind of job that needs no database, no network and no site, so that every part of the system may read it. The edge
 * checks requests by `prepare-job.ts`, and workers run items by `run-item.ts`.
 *
 * `Spec`: what a lane stores of a job. `Work`: what its plan says about one item.
 */
export interface JobKind<Spec, Work> {
  /** For people, with its article: "a cart". */
  noun: string
  /** What a caller sends. */
  request: z.ZodType<{ kind: string }>
  /** The result of one item, in words for the API's reference. */
  itemResult: string
  /** The lane of a request that names none. */
  lane: CallersLane
  /** Seconds from its submission by which a job has ended, whatever happens. */
  deadlineSeconds: number
  /** Whether the streams of a job carry the result of each item. Otherwise results are read in pages. */
  streamsResults: boolean
  /** The items of a job, the same for the same spec at any time: a worker that takes over plans anew and finds its place by index. */
  plan(spec: Spec): Array<PlannedItem<Work>>
  /** The sweep that a job carries out, whose outlets come free when the job ends. */
  sweepOf?(spec: Spec): string | null
}

/** Where an item stands in its job. Items of a stage start when all of the stages before have ended. */
export interface ItemPlace {
  label: string
  stage: number
}

export type PlannedItem<Work> = ItemPlace & { work: Work }

/** The deadline of a kind that has no reason for another: a job that waits for a whole day fails, and its caller learns of it. */
export const daySeconds = 86_400
