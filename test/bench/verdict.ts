/** The last line on stdout, for programs. `ok`: whether the figures asked for were reached. */
export interface Verdict {
  bench: string
  ok: boolean
  [figure: string]: unknown
}

/**
 * Runs a bench, prints its tables and last its verdict, and ends the process: with 0 when the bench ran, `ok` or not; with 1 when
 * it broke.
 */
export async function conclude(run: () => Promise<{ tables: string[]; verdict: Verdict }>): Promise<never> {
  try {
    const { tables, verdict } = await run()
    const last = JSON.stringify(verdict, (_, value) =>
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    )
    // A pipe is written to in the background, and what is not through at the end would be lost.
    await new Promise((resolve) => process.stdout.write(`${tables.join('\n\n')}\n\n${last}\n`, resolve))
    process.exit(0)
  } catch (error) {
    process.stderr.write(`The bench broke: ${error instanceof Error ? error.stack : error}\n`)
    process.exit(1)
  }
}
