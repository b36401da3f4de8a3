import { type Table, tableText } from '../support/table.ts'

/** A figure of ours divided by a figure of a peer, a floor or our own without load, both from one run. The speed of the machine cancels out. */
export interface Ratio {
  /** Stays the same from run to run: `fetched sweep, pages a minute / crawlee-cheerio`. */
  name: string
  value: number
  better: 'higher' | 'lower'
}

/** The figures of a bench, for programs. `ok`: whether the required figures were reached. */
export interface Verdict {
  bench: string
  ok: boolean
  /** What `npm run bench -- all` compares with the run before. */
  ratios?: Ratio[]
  [figure: string]: unknown
}

/** The result of a bench. `details` are only printed on the terminal. */
export interface BenchReport {
  details?: string
  tables: Table[]
  verdict: Verdict
}

/** The lists of a verdict that name shortfalls. */
export const shortfalls = ['missed', 'behind', 'missing', 'broken', 'differing', 'wrong'] as const

/**
 * Runs a bench, prints its tables and, on the last line, its verdict, and ends the process: with code 0 when the bench ran, `ok`
 * or not, and with 1 when it broke.
 */
export async function conclude(run: () => Promise<BenchReport>): Promise<never> {
  try {
    const { details, tables, verdict } = await run()
    const last = JSON.stringify({ ...verdict, tables }, (_, value) =>
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    )
    const lines = shortfalls.flatMap((name) => ((verdict[name] ?? []) as string[]).map((what) => `${name}: ${what}`))
    const parts = [...(details === undefined ? [] : [details]), ...tables.map(tableText), lines.join('\n')]
    const text = parts.filter((part) => part !== '').join('\n\n')
    // A pipe is written asynchronously, so the process must wait for it.
    await new Promise((resolve) => process.stdout.write(`${text}\n\n${last}\n`, resolve))
    process.exit(0)
  } catch (error) {
    process.stderr.write(`The bench broke: ${error instanceof Error ? error.stack : error}\n`)
    process.exit(1)
  }
}
