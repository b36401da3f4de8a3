import { lookup } from 'node:dns/promises'
import type { Resolve } from '@edgesweep/core/context.ts'

/** What this machine resolves a name to, `/etc/hosts` and its own DNS included. */
export const lookupOnMachine: Resolve = async (name) => {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND') return []
    throw error
  }
}
