import type { Context } from '../../context.ts'

export type PreparationContext = Pick<Context, 'db' | 'settings' | 'clock'>

/** How the Worker `api` turns a request of one kind into a spec. */
export interface Preparation<Request, Spec> {
  /** Checks a request and finds the outlets or pages of its job. Throws `EdgesweepError`. */
  prepare(ctx: PreparationContext, request: Request): Promise<Spec>
  /**
   * Replaces `prepare` for a repeated request under the same `Idempotency-Key`. It must not claim outlets a second time or fail because pages were
   * deleted. The lane answers with the first job and does not store this spec.
   */
  repeat?(request: Request): Spec
}

/** For a kind whose requests are its specs. */
export const asRequested = { prepare: async <Request>(_ctx: PreparationContext, request: Request) => request }
