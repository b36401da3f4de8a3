import type { FileKind, JobSpec } from './job-spec.ts'
import type { JobItem } from './job-state.ts'

/** What one item of a job is about. */
export type Work =
  | { type: 'search'; term: string; zipcode: string; limit: number }
  | { type: 'page'; url: string; site: string; options: unknown; files: FileKind[] }
  | { type: 'scan'; outletId: string; sweepId: string | null }
  | { type: 'extract'; outletId: string; sweepId: string | null; files: FileKind[] }
  | { type: 'reextract'; outletId: string; sweepId: string }

export type PlannedItem = Pick<JobItem, 'label' | 'stage'> & { work: Work }

const defaultProductsPerItem = 20

/**
 * The items of a job, the same for the same spec at any time: a worker that takes over plans anew and finds its place by index.
 * None for a kind that this version does not know.
 */
export function planJob(spec: JobSpec): PlannedItem[] {
  switch (spec.kind) {
    case 'cart': {
      const { zipcode, max_products_per_item: limit = defaultProductsPerItem } = spec
      return spec.items.map((term) => ({ label: term, stage: 0, work: { type: 'search', term, zipcode, limit } }))
    }
    case 'page':
      return [
        {
          label: spec.url,
          stage: 0,
          work: {
            type: 'page',
            url: spec.url,
            site: spec.site,
            options: spec.options ?? null,
            files: spec.files ?? [],
          },
        },
      ]
    case 'outlet':
      return planOutlets([spec.outlet_id], null, spec.files)
    case 'sweep':
      return planOutlets(spec.outlet_ids, spec.sweep_id, spec.files)
    case 'reextract': {
      const { sweep_id: sweepId } = spec
      return spec.outlet_ids.map((outletId) => ({
        label: `reextract ${outletId}`,
        stage: 0,
        work: { type: 'reextract', outletId, sweepId },
      }))
    }
    default:
      return []
  }
}

/** Two phases: scan them all, then extract. */
function planOutlets(outletIds: string[], sweepId: string | null, files: FileKind[] = []): PlannedItem[] {
  return [
    ...outletIds.map(
      (outletId): PlannedItem => ({ label: `scan ${outletId}`, stage: 0, work: { type: 'scan', outletId, sweepId } }),
    ),
    ...outletIds.map(
      (outletId): PlannedItem => ({
        label: `extract ${outletId}`,
        stage: 1,
        work: { type: 'extract', outletId, sweepId, files },
      }),
    ),
  ]
}
