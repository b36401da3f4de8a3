import type { DesignName } from './options.ts'

/** A running service that answers the API of outlets, items, changes, refreshes and sweeps. */
export interface Design {
  name: DesignName
  origin: string
  /** Of its API. */
  key: string
  /** Connection string of its database, for its owner. */
  database: string
}

/** An outlet of the town, as every design has it. */
export interface Target {
  id: string
  /** As in the town. */
  slug: string
  name: string
  url: string
  /** What the keys of its items begin with, and of no other outlet's. */
  keys: string
}
