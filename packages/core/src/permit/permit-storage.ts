/** Where the state of a permit machine outlives its process. Those that waited are gone with the process, so `waiters` need not be stored. */
export interface PermitStorage<State> {
  /** Null when nothing was written yet. */
  read(): State | null
  /** Stores a copy: the desk goes on to change `state`. */
  write(state: State): void
}
