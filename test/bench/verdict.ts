import { type Table, tableText } from '../support/table.ts'

/** The figures of a bench, for programs. `ok`: whether the figures that are required were reached. */
export interface Verdict {
  bench: string
  ok: boolean
  [figure: string]: unknown
}

/** What a bench found. `details` are for the terminal alone. */
export interface BenchReport {
  details?: string
  tables: Table[]
  verdict: Verdict
}

/** Lists of a verdict that say what is not as it should be. */
export const shortfalls = ['missed', 'behind', 'missing', 'broken', 'differing', 'wrong'] as const

/**
 * Runs a bench, prints its tables and last, on one line, its verdict with the tables, and ends the process: with 0 when the bench ran, `ok` or
 * not; with 1 when it broke.
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
    // A pipe is written to in the background, and what is not through at the end would be lost.
    await new Promise((resolve) => process.stdout.write(`${text}\n\n${last}\n`, resolve))
    process.exit(0)
  } catch (error) {
    process.stderr.write(`The bench broke: ${error instanceof Error ? error.stack : error}\n`)
    process.exit(1)
  }
}
