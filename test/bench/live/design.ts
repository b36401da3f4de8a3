import type { DesignName } from './options.ts'

/** A running service with the API of outlets, items, changes, refreshes and sweeps. */
export interface Design {
  name: DesignName
  origin: string
  /** The API key. */
  key: string
  /** The owner's connection string of its database. */
  database: string
}

/** An outlet of the town, known to every design. */
export interface Target {
  id: string
  /** The outlet's slug in the demo town. */
  slug: string
  name: string
  url: string
  /** The prefix of its items' keys, which no other outlet has. */
  keys: string
}
