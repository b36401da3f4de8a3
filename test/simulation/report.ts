import type { Table } from '../support/table.ts'

/** What a simulation found: tables for people, figures for programs. */
export interface Report {
  tables: Table[]
  figures: { simulation: string; [figure: string]: unknown }
}
