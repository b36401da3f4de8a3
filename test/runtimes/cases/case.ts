/** The addresses of the database for a runtime under test. */
export interface CaseEnv {
  databaseUrl: string
  /** host:port of the Neon relay. */
  relay: string
}

/** A property that must hold on every runtime. `run` throws when it does not. Its result must be the same on all runtimes. */
export interface Case {
  name: string
  run(env: CaseEnv): unknown
}
