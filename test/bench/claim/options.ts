import { parseArgs } from 'node:util'

const HELP = `Usage: npm run bench -- claim [options]

Claims and completes records by Edgesweep, by its peers and by bare SQL, on one Postgres on this machine.

  --rounds N        rounds that count, after one that warms up (5)
  --batches A,B     records of a claim (1,50)
  --backlogs A,B    records that wait (1000,100000)
  --connections N   of each to the database (4)
  --held SECONDS    how long a transaction is held open elsewhere (60)
  --peers all|none  graphile-worker and pg-boss too, or not (all)
  --only PART       sizes or held: batches and backlogs, or the transaction held open (both)
  --quick           one round, the small backlog, 10 s held open
`

const parts = ['sizes', 'held'] as const
type ClaimPart = (typeof parts)[number]

export interface ClaimOptions {
  rounds: number
  /** Whether an uncounted round runs first. */
  warmUp: boolean
  /** Further settings of the server. */
  settings?: Record<string, string>
  batches: number[]
  backlogs: number[]
  connections: number
  heldSeconds: number
  peers: boolean
  parts: readonly ClaimPart[]
}

/** Throws an Error with the usage for an unknown or invalid option. */
export function readOptions(args: string[]): ClaimOptions {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string' },
      batches: { type: 'string', default: '1,50' },
      backlogs: { type: 'string' },
      connections: { type: 'string', default: '4' },
      held: { type: 'string' },
      peers: { type: 'string', default: 'all' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const usual = values.quick
    ? { rounds: '1', backlogs: '1000', held: '10' }
    : { rounds: '5', backlogs: '1000,100000', held: '60' }
  const { rounds, backlogs, held } = { ...usual, ...values }
  const number = (name: string, text: string, from: number) => {
    if (/^\d+$/.test(text) && Number(text) >= from) return Number(text)
    throw new Error(`--${name} takes whole numbers from ${from}, not "${text}".\n\n${HELP}`)
  }
  if (values.peers !== 'all' && values.peers !== 'none') throw new Error(`--peers takes all or none.\n\n${HELP}`)
  const only = parts.filter((part) => part === (values.only ?? part))
  if (only.length === 0) throw new Error(`--only takes sizes or held, not "${values.only}".\n\n${HELP}`)
  return {
    rounds: number('rounds', rounds, 1),
    warmUp: true,
    batches: values.batches.split(',').map((text) => number('batches', text, 1)),
    backlogs: backlogs.split(',').map((text) => number('backlogs', text, 1)),
    connections: number('connections', values.connections, 1),
    heldSeconds: number('held', held, 1),
    peers: values.peers === 'all',
    parts: only,
  }
}
