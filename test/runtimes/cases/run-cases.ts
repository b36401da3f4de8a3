import type { Case, CaseEnv } from './case.ts'
import { csvCases } from './csv-cases.ts'
import { databaseCases } from './database-cases.ts'
import { extractionCases } from './extraction-cases.ts'
import { jobCases } from './job-cases.ts'
import { laneCases } from './lane-cases.ts'
import { permitCases } from './permit-cases.ts'
import { priceCases } from './price-cases.ts'
import { webCases } from './web-cases.ts'

/** The properties that must hold on workerd, Node, Bun and Deno alike. */
export const cases: Case[] = [
  ...priceCases,
  ...extractionCases,
  ...laneCases,
  ...jobCases,
  ...permitCases,
  ...webCases,
  ...csvCases,
  ...databaseCases,
]

/** The result of one case. `value` is its returned value as JSON text. */
export interface CaseResult {
  name: string
  error: string | null
  value: string | null
}

/** Runs all cases in turn on the current runtime. */
export async function runCases(env: CaseEnv): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  for (const { name, run } of cases) {
    try {
      results.push({ name, error: null, value: JSON.stringify(await run(env)) ?? null })
    } catch (error) {
      results.push({
        name,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        value: null,
      })
    }
  }
  return results
}
