import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { RatioRecord } from './compare-ratios.ts'
import { ratioPage } from './ratio-page.ts'

const measured = resolve(import.meta.dirname, '../../../docs/measured')

const Records = z.array(
  z.object({
    commit: z.string(),
    date: z.string(),
    machine: z.string(),
    ratios: z.array(z.object({ name: z.string(), value: z.number(), better: z.enum(['higher', 'lower']) })),
  }),
)

/** The recorded runs, the oldest first. They are kept in `docs/measured/ratios.json`. */
export function readRatios(folder: string = measured): RatioRecord[] {
  const file = join(folder, 'ratios.json')
  return existsSync(file) ? Records.parse(JSON.parse(readFileSync(file, 'utf8'))) : []
}

/** Writes `ratios.json` and the page that shows it, `ratios.md`. */
export function writeRatios(records: readonly RatioRecord[], folder: string = measured): void {
  writeFileSync(join(folder, 'ratios.json'), `${JSON.stringify(records, null, 2)}\n`)
  writeFileSync(join(folder, 'ratios.md'), ratioPage(records))
}
