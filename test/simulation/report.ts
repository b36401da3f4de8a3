/** What a simulation found: tables for people, figures for programs. */
export interface Report {
  tables: string[]
  figures: { simulation: string; [figure: string]: unknown }
}
