/** One way to claim and complete records, compared with the others. */
export interface ClaimArm {
  name: string
  /** Its description for people. */
  says: string
  /** The path of its worker, a script that calls `answerRuns`. */
  script: string
  /** SQL that creates its tables, unless its worker does. */
  setup?: string
  /** SQL that adds records with numbers from `from` on, all due. */
  fill(from: number, count: number): string
  /** SQL that deletes all records. */
  empty: string
  /** SQL of one row: the number of waiting, claimed and done records. `done` is null when done records are deleted. */
  count: string
}

/** The content of an arm's table. */
export interface Counts {
  waiting: number
  claimed: number
  done: number | null
}
