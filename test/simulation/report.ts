import type { Table } from '../support/table.ts'

/** The result of a simulation: tables for people, figures for programs. */
export interface Report {
  tables: Table[]
  figures: { simulation: string; [figure: string]: unknown }
}
