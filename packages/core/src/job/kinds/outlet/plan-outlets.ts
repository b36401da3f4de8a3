import type { PlannedItem } from '../job-kind.ts'
import type { FileKind } from '../request-fields.ts'

/** An outlet to scan and extract, and the sweep that needs it. */
export type OutletWork =
  | { type: 'scan'; outletId: string; sweepId: string | null }
  | { type: 'extract'; outletId: string; sweepId: string | null; files: FileKind[] }

/** Two stages: scans of all outlets, then their extractions. */
export function planOutlets(
  outletIds: string[],
  sweepId: string | null,
  files: FileKind[] = [],
): Array<PlannedItem<OutletWork>> {
  return [
    ...outletIds.map((outletId) => ({
      label: `scan ${outletId}`,
      stage: 0,
      work: { type: 'scan' as const, outletId, sweepId },
    })),
    ...outletIds.map((outletId) => ({
      label: `extract ${outletId}`,
      stage: 1,
      work: { type: 'extract' as const, outletId, sweepId, files },
    })),
  ]
}
