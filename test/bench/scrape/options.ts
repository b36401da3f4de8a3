import { parseArgs } from 'node:util'
import type { PageSet } from './arm.ts'

const HELP = `Usage: npm run bench -- scrape [options]

Reads the same pages by Edgesweep, by its peers and by less and less of itself, on this machine.

  --pages N        pages of each round (150)
  --rounds N       rounds that count, after one that warms up (3)
  --concurrency N  pages at a time (4)
  --latency MS     how long the town takes for a request (25)
  --sets A,B       of rendered and fetched (both)
  --peers all|none Crawlee too, or not (all)
  --ladder all|none  the arms between bare puppeteer and the whole path, too, or not (all)
`

export interface ScrapeOptions {
  pages: number
  rounds: number
  /** Whether an uncounted round runs first. */
  warmUp: boolean
  concurrency: number
  latencyMs: number
  sets: PageSet[]
  peers: boolean
  ladder: boolean
}

/** Throws an Error with the usage for an unknown or invalid option. */
export function readOptions(args: string[]): ScrapeOptions {
  const { values } = parseArgs({
    args,
    options: {
      pages: { type: 'string', default: '150' },
      rounds: { type: 'string', default: '3' },
      concurrency: { type: 'string', default: '4' },
      latency: { type: 'string', default: '25' },
      sets: { type: 'string', default: 'rendered,fetched' },
      peers: { type: 'string', default: 'all' },
      ladder: { type: 'string', default: 'all' },
    },
  })
  const number = (name: 'pages' | 'rounds' | 'concurrency' | 'latency', from: number, to: number) => {
    const value = Number(values[name])
    if (/^\d+$/.test(values[name]) && value >= from && value <= to) return value
    throw new Error(`--${name} takes a whole number from ${from} to ${to}, not "${values[name]}".\n\n${HELP}`)
  }
  const all = (name: 'peers' | 'ladder') => {
    if (values[name] === 'all' || values[name] === 'none') return values[name] === 'all'
    throw new Error(`--${name} takes all or none, not "${values[name]}".\n\n${HELP}`)
  }
  const sets = values.sets.split(',').map((set) => {
    if (set === 'rendered' || set === 'fetched') return set
    throw new Error(`--sets takes rendered, fetched or both, not "${values.sets}".\n\n${HELP}`)
  })
  const concurrency = number('concurrency', 1, 12)
  return {
    // A batch has at most 1,000 jobs.
    pages: number('pages', 1, 1_000),
    rounds: number('rounds', 1, 100),
    warmUp: true,
    concurrency,
    latencyMs: number('latency', 0, 60_000),
    sets,
    peers: all('peers'),
    ladder: all('ladder'),
  }
}
