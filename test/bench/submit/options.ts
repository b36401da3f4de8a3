import { parseArgs } from 'node:util'

const partNames = ['single', 'batch', 'run', 'kill', 'polls', 'cancel'] as const
export type PartName = (typeof partNames)[number]

/** The options of the bench. Units are in the names. */
export interface SubmitOptions {
  carts: number
  singles: number
  rounds: number
  connections: number
  latencyMs: number
  pollers: number
  phaseSeconds: number
  /** Carts that warm up a stack. */
  warmUps: number
  /** Whether all parts share one stack. Otherwise each part has its own. */
  oneStack: boolean
  parts: readonly PartName[]
}

type Numbers = Exclude<keyof SubmitOptions, 'parts' | 'oneStack'>

const numbers: Record<string, { key: Numbers; value: number; from: number; to: number; help: string }> = {
  carts: { key: 'carts', value: 25_000, from: 100, to: 50_000, help: 'carts of each burst' },
  singles: { key: 'singles', value: 3_000, from: 10, to: 50_000, help: 'single requests of each round' },
  rounds: { key: 'rounds', value: 3, from: 1, to: 20, help: 'rounds that count, after one that warms up' },
  connections: { key: 'connections', value: 48, from: 1, to: 512, help: 'connections of single requests' },
  latency: { key: 'latencyMs', value: 25, from: 0, to: 60_000, help: 'ms that the town takes for a search' },
  pollers: { key: 'pollers', value: 2_000, from: 1, to: 20_000, help: 'callers that ask every 2 s for a waiting job' },
  seconds: { key: 'phaseSeconds', value: 20, from: 1, to: 600, help: 's for which latencies are measured, each time' },
  'warm-ups': { key: 'warmUps', value: 400, from: 1, to: 10_000, help: 'carts that warm up each stack' },
}

const help = `Usage: npm run bench -- submit [options]

Submits many carts at once, on this machine, and follows every one of them to its end.

${Object.entries(numbers)
  .map(([name, { help, value }]) => `  --${`${name} N`.padEnd(15)}${help} (${value})`)
  .join('\n')}
  --only A,B       of ${partNames.join(', ')} (all)

single: single requests, compared with a bare Worker that makes one insert for each. batch: the time to accept a burst in batches.
run: a burst sent twice, with the positions and forecasts that callers get. kill: a burst while workerd is killed twice. polls: a burst under
many pollers. cancel: jobs of a burst cancelled, waiting and running.
`

/** Throws an Error with the usage for an unknown or invalid option. */
export function readOptions(args: string[]): SubmitOptions {
  const named = Object.keys(numbers).map((name) => [name, { type: 'string' as const }] as const)
  const { values } = parseArgs({ args, options: { ...Object.fromEntries(named), only: { type: 'string' } } })
  const given = values as Record<string, string | undefined>
  const chosen = Object.entries(numbers).map(([name, { key, value, from, to }]) => {
    const text = given[name] ?? String(value)
    if (/^\d+$/.test(text) && Number(text) >= from && Number(text) <= to) return [key, Number(text)]
    throw new Error(`--${name} takes a whole number from ${from} to ${to}, not "${text}".\n\n${help}`)
  })
  const parts = (given.only?.split(',') ?? partNames).map((part) => {
    const known = partNames.find((name) => name === part)
    if (known) return known
    throw new Error(`--only takes of ${partNames.join(', ')}, not "${part}".\n\n${help}`)
  })
  return { ...(Object.fromEntries(chosen) as Record<Numbers, number>), oneStack: false, parts }
}
