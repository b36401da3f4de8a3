import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { SectionCounts } from './csv/fit-rejects.ts'

/** The most bytes of a reject file, without its header and its last line. Rejects beyond it are counted and left out. */
export const maxRejectBytes = 16 * 1024 * 1024

/** `step.bytes.leftOut`. The counts are part of the name, so that they are exact wherever sections are added or dropped. */
export const sectionName = ({ step, bytes, leftOut }: { step: string } & SectionCounts): string =>
  `${step}.${bytes}.${leftOut}`

/** The counts in a section's name. That of an earlier version has none: nothing was left out. */
function countsOf(name: string): SectionCounts {
  const [, bytes = '0', leftOut = '0'] = name.split('.')
  return { bytes: Number(bytes), leftOut: Number(leftOut) }
}

/** The bytes that an import's reject file may still grow: none after the first reject that did not fit. */
export const rejectRoom = (row: Pick<ImportRow, 'rejectFiles'>): number =>
  rejectsLeftOut(row) > 0 ? 0 : Math.max(0, maxRejectBytes - rejectBytes(row))

/** The bytes of an import's reject file; 0 for one of an earlier version. */
export const rejectBytes = ({ rejectFiles }: Pick<ImportRow, 'rejectFiles'>): number => sum(rejectFiles, 'bytes')

/** The number of rejects that an import's reject file leaves out. */
export const rejectsLeftOut = ({ rejectFiles }: Pick<ImportRow, 'rejectFiles'>): number => sum(rejectFiles, 'leftOut')

const sum = (sections: string[], field: 'bytes' | 'leftOut'): number =>
  sections.reduce((all, name) => all + countsOf(name)[field], 0)
