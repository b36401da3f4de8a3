import type { PermitStorage } from '@edgesweep/core/permit/permit-storage.ts'

/** The state of a permit machine in memory, copied as in SQLite, so that the desk's state cannot change the stored data. */
export function mapPermitStorage<State>(): PermitStorage<State> {
  let stored: State | null = null
  return {
    read: () => structuredClone(stored),
    write: (state) => {
      stored = structuredClone(state)
    },
  }
}
