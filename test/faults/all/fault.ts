import type { NeighbourKind } from './neighbours.ts'
import type { World } from './world.ts'

/** What became of the accepted work of a fault. */
export interface Tally {
  accepted: number
  /** Accepted pieces without the result that they must have. */
  lost: number
  /** Results and events beyond the one of each piece. */
  doubled: number
  /** Executions beyond the first one of each piece, as the servers counted them. They are allowed. */
  again: number
  /** When the last piece had ended, in epoch milliseconds. */
  endedAt: number
  wrong: string[]
}

/** The work that a fault strikes. */
export interface Work {
  /** Waits for the end of all accepted pieces and checks them. */
  tally(): Promise<Tally>
}

/** One row of the table. */
export interface Fault<W extends Work = Work> {
  /** Its name in `--only`. */
  name: string
  /** Its text in the table. */
  title: string
  /** Whether the short run has it. */
  isShort?: boolean
  /** What neighbours may wait longer than without the fault, in ms, besides the time for which the whole system was away. */
  allowanceMs?: number
  /** Neighbours that it leaves out, because it works in their place. */
  without?: NeighbourKind[]
  /** Submits the work. */
  begin(world: World): Promise<W>
  /** Strikes, and heals what it harmed, also when it fails. Resolves with the ms for which the whole system was away, if it was. */
  strike(world: World, work: W): Promise<number | undefined>
}

/** Gives a fault the type of a registry's entry. */
export const defineFault = <W extends Work>(fault: Fault<W>): Fault => fault as unknown as Fault
