import type { Context } from '../../context.ts'

export type PreparationContext = Pick<Context, 'db' | 'settings' | 'clock'>

/** How a request of one kind becomes a spec at the edge. */
export interface Preparation<Request, Spec> {
  /** Checks a request and finds what its job works on. Throws `EdgesweepError`. */
  prepare(ctx: PreparationContext, request: Request): Promise<Spec>
  /**
   * Stands in for `prepare` when the same request came before under the same `Idempotency-Key`: it must neither claim outlets a second time
   * nor miss pages that have gone since. The lane answers with the first job and does not store this spec.
   */
  repeat?(request: Request): Spec
}

/** For a kind whose requests are specs already. */
export const asRequested = { prepare: async <Request>(_ctx: PreparationContext, request: Request) => request }
