import type { Table } from '../../support/table.ts'
import type { PartName } from './options.ts'

/** What a part of the bench found. */
export interface PartReport {
  part: PartName
  /** What must never be, in words: a job lost or doubled, a wrong answer. */
  wrong: string[]
  /** The figures asked for that were not reached, in words. */
  missed: string[]
  figures: Record<string, unknown>
  tables: Table[]
}
