import type { SoakWorld } from '../world.ts'

/** The ids of accepted work, by its kind. */
export interface Accepted {
  jobs: string[]
  records: number
  imports: string[]
  /** Requests that were refused, because another sweep holds the outlets. */
  refused: number
}

/** One kind of load. */
export interface Load {
  perMinute: number
  /** Sends request number `n` and follows its work to the end. Returns what was wrong, or null. */
  send(world: SoakWorld, n: number, accepted: Accepted): Promise<string | null>
}
