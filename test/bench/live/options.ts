import { parseArgs } from 'node:util'

const designNames = ['ours', 'old', 'old-30'] as const
export type DesignName = (typeof designNames)[number]

const armNames = ['idle', 'sweep', 'import', 'both', 'held', 'items'] as const
type ArmName = (typeof armNames)[number]

/** Requests per second: of all reads together, of writes, and of refreshes. */
export interface Rates {
  reads: number
  writes: number
  refreshes: number
}

/** The options of the bench. Units are in the names. */
export interface LiveOptions {
  seconds: number
  rounds: number
  rows: number
  /** The numbers of swept outlets, ascending. */
  outlets: readonly number[]
  pageMs: number
  rates: Rates
  arms: readonly ArmName[]
  designs: readonly DesignName[]
}

type Numbers = 'seconds' | 'rounds' | 'rows' | 'pageMs'

const numbers: Record<string, { key: Numbers; value: number; from: number; to: number; help: string }> = {
  seconds: { key: 'seconds', value: 30, from: 1, to: 600, help: 's of each arm, and until its last sweep has ended' },
  rounds: { key: 'rounds', value: 2, from: 1, to: 20, help: 'rounds' },
  rows: { key: 'rows', value: 3_500_000, from: 1_000, to: 10_000_000, help: 'rows of each imported file' },
  'page-ms': { key: 'pageMs', value: 300, from: 0, to: 10_000, help: 'ms that an outlet takes for an answer' },
}
const usualOutlets = [46, 100, 500]
const usualRates: Rates = { reads: 24, writes: 2, refreshes: 1 }

const help = `Usage: npm run bench -- live [options]

Asks for live answers at fixed rates while outlets are swept and rows imported, on this machine.

${Object.entries(numbers)
  .map(([name, { help, value }]) => `  --${`${name} N`.padEnd(13)}${help} (${value})`)
  .join('\n')}
  --outlets A,B  how many are swept (${usualOutlets.join(',')}); beside others the most of them
  --rates R,W,F  reads, writes and refreshes a second (${Object.values(usualRates).join(',')})
  --arms A,B     of ${armNames.join(', ')} (all)
  --designs A,B  of ${designNames.join(', ')} (all)
`

/** Throws an Error with the usage for an unknown or invalid option. */
export function readOptions(args: string[]): LiveOptions {
  const named = [...Object.keys(numbers), 'outlets', 'rates', 'arms', 'designs'].map((name) => [
    name,
    { type: 'string' as const },
  ])
  const { values } = parseArgs({ args, options: Object.fromEntries(named) })
  const given = values as Record<string, string | undefined>
  const chosen = Object.entries(numbers).map(([name, { key, value, from, to }]) => {
    const text = given[name] ?? String(value)
    if (/^\d+$/.test(text) && Number(text) >= from && Number(text) <= to) return [key, Number(text)]
    throw new Error(`--${name} takes a whole number from ${from} to ${to}, not "${text}".\n\n${help}`)
  })
  return {
    ...(Object.fromEntries(chosen) as Record<Numbers, number>),
    outlets: readOutlets(given.outlets),
    rates: readRates(given.rates),
    arms: choose('arms', armNames, given.arms),
    designs: choose('designs', designNames, given.designs),
  }
}

function readOutlets(text: string | undefined): readonly number[] {
  const counts = text?.split(',').map(Number) ?? usualOutlets
  if (counts.every((count) => Number.isInteger(count) && count >= 4 && count <= 500))
    return counts.toSorted((a, b) => a - b)
  throw new Error(`--outlets takes whole numbers from 4 to 500, not "${text}".\n\n${help}`)
}

function readRates(text: string | undefined): Rates {
  if (text === undefined) return usualRates
  const [reads, writes, refreshes, ...more] = text.split(',').map(Number)
  const isRate = (rate: number | undefined): rate is number => rate !== undefined && rate >= 1 && rate <= 1_000
  if (isRate(reads) && isRate(writes) && isRate(refreshes) && more.length === 0) return { reads, writes, refreshes }
  throw new Error(`--rates takes three numbers from 1 to 1000, not "${text}".\n\n${help}`)
}

function choose<Name extends string>(
  option: string,
  names: readonly Name[],
  text: string | undefined,
): readonly Name[] {
  const asked = text?.split(',') ?? names
  const stranger = asked.find((one) => !(names as readonly string[]).includes(one))
  if (stranger === undefined) return names.filter((name) => asked.includes(name))
  throw new Error(`--${option} takes of ${names.join(', ')}, not "${stranger}".\n\n${help}`)
}
