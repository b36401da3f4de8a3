import { lookup } from 'node:dns/promises'
import type { Resolve } from '@edgesweep/core/context.ts'
import { Away } from '@edgesweep/core/endings/typed-errors.ts'

/** Resolves a name with this machine's resolver, including `/etc/hosts`. An unknown name has no addresses. Throws `Away`. */
export const lookupOnMachine: Resolve = async (name) => {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND') return []
    throw new Away(`${name} could not be resolved by this machine: ${error}`, { cause: error })
  }
}
