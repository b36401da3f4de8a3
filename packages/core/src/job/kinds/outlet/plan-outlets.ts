import type { PlannedItem } from '../job-kind.ts'
import type { FileKind } from '../request-fields.ts'

/** An outlet to scan and extract, and the sweep that needs it. */
export type OutletWork =
  | { type: 'scan'; outletId: string; sweepId: string | null }
  | { type: 'extract'; outletId: string; sweepId: string | null; files: FileKind[] }

/** Scans of all outlets, and the extraction of each, which follows its own scan only. */
export function planOutlets(
  outletIds: string[],
  sweepId: string | null,
  files: FileKind[] = [],
): Array<PlannedItem<OutletWork>> {
  return [
    ...outletIds.map((outletId) => ({
      label: `scan ${outletId}`,
      follows: null,
      work: { type: 'scan' as const, outletId, sweepId },
    })),
    ...outletIds.map((outletId, scan) => ({
      label: `extract ${outletId}`,
      follows: scan,
      work: { type: 'extract' as const, outletId, sweepId, files },
    })),
  ]
}
