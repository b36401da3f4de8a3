import type { Table } from '../../support/table.ts'
import type { Ratio } from '../verdict.ts'
import type { PartName } from './options.ts'

/** The result of a part of the bench. */
export interface PartReport {
  part: PartName
  /** Errors that must never happen: a lost or repeated job, a wrong answer. */
  wrong: string[]
  /** The goals that were not reached. */
  missed: string[]
  /** Compared with the run before; a part without a peer, a floor or a state without load has none. */
  ratios?: Ratio[]
  figures: Record<string, unknown>
  tables: Table[]
}
