/**
 * How a ticket ended, in the terms of its lane: `retry` spends an attempt; `defer` spends none, and the ticket keeps its place; `reject` ends
 * it, and the caller reads the reason. Times are epoch milliseconds.
 */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'retry'; at: number; reason: string }
  | { kind: 'defer'; until: number; reason: string }
  | { kind: 'reject'; reason: string }

export const done: Outcome = { kind: 'done' }
