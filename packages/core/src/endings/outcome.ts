/**
 * What came of working on a ticket or an item: a value, not an exception. `retry` spends an attempt; `defer` does not, and the
 * ticket keeps its place; `reject` ends it, with the reason told to the caller. Times are epoch milliseconds.
 */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'retry'; at: number; reason: string }
  | { kind: 'defer'; until: number; reason: string }
  | { kind: 'reject'; reason: string }

export const done: Outcome = { kind: 'done' }
