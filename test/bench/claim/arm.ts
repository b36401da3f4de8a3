/** One way to claim and complete records, compared to the others. */
export interface ClaimArm {
  name: string
  /** What it does, for people. */
  says: string
  /** Path of its worker, a script that calls `answerRuns`. */
  script: string
  /** SQL of its own tables, where its worker does not make them. */
  setup?: string
  /** SQL that adds records with the numbers from `from` on, all of them due. */
  fill(from: number, count: number): string
  /** SQL that takes all records away. */
  empty: string
  /** SQL of one row: how many records wait, how many are claimed, how many are done. Null where what is done is deleted. */
  count: string
}

/** What an arm's table holds. */
export interface Counts {
  waiting: number
  claimed: number
  done: number | null
}
