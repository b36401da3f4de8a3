import { readKeptOutlets } from '@edgesweep/db/queries/page/read-kept-outlets.ts'
import { EdgesweepError } from '../../../errors.ts'
import type { Preparation } from '../preparation.ts'
import type { ReextractRequest, ReextractSpec } from './reextract-kind.ts'

/** Finds the outlets of an ended sweep whose pages are kept. */
export const reextractPreparation: Preparation<ReextractRequest, ReextractSpec> = {
  async prepare(ctx, request) {
    const { sweep_id: sweepId } = request
    const field = 'sweep_id'
    const kept = await readKeptOutlets(ctx.db, { sweepId })
    if (!kept) throw new EdgesweepError('not_found', `there is no sweep ${sweepId}`, { field })
    if (kept.status === 'running') {
      const message = `the sweep ${sweepId} still reads pages; ask again when it has ended`
      throw new EdgesweepError('conflict', message, { field })
    }
    if (kept.outletIds.length > 0) return { ...request, outlet_ids: kept.outletIds }
    const since = kept.keptSince
      ? `the oldest that are kept were read at ${kept.keptSince}`
      : 'none are kept of any sweep'
    throw new EdgesweepError('conflict', `no page of the sweep ${sweepId} is kept; ${since}`, { field })
  },
  repeat: (request) => ({ ...request, outlet_ids: [] }),
}
