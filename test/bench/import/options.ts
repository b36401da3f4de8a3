import { parseArgs } from 'node:util'
import { type Arm, arms, type Case, cases } from './arm.ts'

const HELP = `Usage: npm run bench -- import [options]

Loads a CSV into the table of advertisers, with its three secondary indexes, by Edgesweep and by the least that could do it, on this machine.

  --rows N       rows of the file (3500000)
  --rounds N     rounds of each case (1)
  --cases A,B    of ${cases.join(', ')}: into an empty table, or with so many percent of the rows changed (all)
  --arms A,B     of ${arms.join(', ')} (all)
`

export interface ImportBenchOptions {
  rows: number
  rounds: number
  cases: Case[]
  arms: Arm[]
  /** Further settings of the server. */
  settings?: Record<string, string>
}

/** Throws an Error with the usage for an unknown or invalid option. */
export function readOptions(args: string[]): ImportBenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '3500000' },
      rounds: { type: 'string', default: '1' },
      cases: { type: 'string', default: cases.join(',') },
      arms: { type: 'string', default: arms.join(',') },
    },
  })
  const number = (name: 'rows' | 'rounds', to: number) => {
    const value = Number(values[name])
    if (/^\d+$/.test(values[name]) && value >= 1 && value <= to) return value
    throw new Error(`--${name} takes a whole number from 1 to ${to}, not "${values[name]}".\n\n${HELP}`)
  }
  const some = <T extends string>(name: 'cases' | 'arms', all: readonly T[]): T[] =>
    values[name].split(',').map((one) => {
      const found = all.find((other) => other === one)
      if (found) return found
      throw new Error(`--${name} takes some of ${all.join(', ')}, not "${one}".\n\n${HELP}`)
    })
  return {
    rows: number('rows', 100_000_000),
    rounds: number('rounds', 100),
    cases: some('cases', cases),
    arms: some('arms', arms),
  }
}
