/** Keeps the state of a permit machine beyond its process. Waiters end with the process, so `waiters` need not be stored. */
export interface PermitStorage<State> {
  /** Null before the first write. */
  read(): State | null
  /** Stores a copy, because the desk changes `state` later. */
  write(state: State): void
}
