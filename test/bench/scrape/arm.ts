import type { PageRecord } from '@edgesweep/sites/site/records.ts'
import type { AskedPage } from './pages.ts'

/** `rendered`: pages whose items a script writes; `fetched`: pages that are whole as they come. */
export type PageSet = 'rendered' | 'fetched'

/** What must be known of a page to tell whether it was read rightly. */
export type ReadPage = Pick<PageRecord, 'items'>

/** What an arm made of the pages of one round. */
interface ArmRun {
  /** Wall time in which all of them were read. */
  seconds: number
  /** What was read, in the order of the pages. To ask for it is not part of what is measured. */
  records(): Promise<ReadPage[]>
  /** What else the arm can tell of the round, by name. */
  figures?: Record<string, number>
}

/** One way to read pages, compared to the others. */
export interface Arm {
  name: string
  set: PageSet
  /** What it leaves behind of what it read, for people. */
  stores: string
  /** How often it asks for each page: once, or twice where a look comes first. */
  looks: 1 | 2
  /** The process that it and all of its own descend from. */
  pid: number
  /** Reads all of the pages. Throws when one could not be read. */
  read(pages: AskedPage[], round: number): Promise<ArmRun>
  close(): Promise<void>
}
