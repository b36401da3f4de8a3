import type { PermitStorage } from '@edgesweep/core/permit/permit-storage.ts'

/** The state of a permit machine in memory, copied as SQLite copies it: nothing that is stored changes with the desk's state. */
export function mapPermitStorage<State>(): PermitStorage<State> {
  let stored: State | null = null
  return {
    read: () => structuredClone(stored),
    write: (state) => {
      stored = structuredClone(state)
    },
  }
}
