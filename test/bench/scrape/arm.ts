import type { PageRecord } from '@edgesweep/sites/site/records.ts'
import type { AskedPage } from './pages.ts'

/** `rendered`: a script writes the page's items. `fetched`: the page is complete as served. */
export type PageSet = 'rendered' | 'fetched'

/** The part of a record that is checked. */
export type ReadPage = Pick<PageRecord, 'items'>

/** The result of an arm for the pages of one round. */
interface ArmRun {
  /** The wall time for all pages. */
  seconds: number
  /** The records in the order of the pages. Reading them is not measured. */
  records(): Promise<ReadPage[]>
  /** Further figures of the round, by name. */
  figures?: Record<string, number>
}

/** One way to read pages, compared with the others. */
export interface Arm {
  name: string
  set: PageSet
  /** The stored results of a round, for people. */
  stores: string
  /** The root process of the arm. */
  pid: number
  /** Reads all pages. Throws when one could not be read. */
  read(pages: AskedPage[], round: number): Promise<ArmRun>
  close(): Promise<void>
}
