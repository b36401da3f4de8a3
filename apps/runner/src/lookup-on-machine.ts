import { lookup } from 'node:dns/promises'
import type { Resolve } from '@edgesweep/core/context.ts'

/** Resolves a name with this machine's resolver, including `/etc/hosts`. An unknown name has no addresses. */
export const lookupOnMachine: Resolve = async (name) => {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND') return []
    throw error
  }
}
