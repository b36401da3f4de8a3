/** Where a runtime under test finds its database. */
export interface CaseEnv {
  databaseUrl: string
  /** host:port of the Neon relay. */
  relay: string
}

/** Something that must hold on every runtime. `run` throws when it does not; what it returns must be the same on all of them. */
export interface Case {
  name: string
  run(env: CaseEnv): unknown
}
