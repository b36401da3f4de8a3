import { join } from 'node:path'
import { z } from 'zod'
import { describeRun } from '../../record/describe-machine.ts'
import { runAndShow } from '../../record/run-and-show.ts'
import type { BenchReport, Ratio } from '../verdict.ts'
import { type RatioRecord, worseRatios } from './compare-ratios.ts'
import type { ShortRun } from './short-runs.ts'

const LastLine = z.looseObject({
  bench: z.string(),
  ratios: z.array(z.object({ name: z.string(), value: z.number(), better: z.enum(['higher', 'lower']) })).default([]),
  wrong: z.array(z.string()).default([]),
})

/** The ratios of a bench. `broken`: why there are none, or which of its results were wrong. */
interface Measured {
  ratios: Ratio[]
  broken: string[]
}

/**
 * Runs the benches one after another and compares their ratios with the last record. `ok`: no bench broke, no result was wrong and no ratio is
 * worse by more than a tenth.
 */
export async function runAll(
  runs: readonly ShortRun[],
  records: readonly RatioRecord[],
): Promise<{ report: BenchReport; record: RatioRecord }> {
  const startedAt = Date.now()
  const measured: Measured[] = []
  for (const [n, run] of runs.entries()) {
    const minutes = Math.round((Date.now() - startedAt) / 60_000)
    process.stderr.write(`\n[${n + 1}/${runs.length}, ${minutes} min] npm run bench -- ${run.bench} ${run.args}\n`)
    measured.push(await runBench(run))
  }
  const { commit, date, machine } = describeRun('npm run bench -- all')
  const record = { commit, date, machine, ratios: measured.flatMap(({ ratios }) => ratios) }
  const before = records.at(-1)
  const worse = before ? worseRatios(before, record) : []
  const broken = measured.flatMap((one) => one.broken)
  const was = (name: string) => before?.ratios.find((ratio) => ratio.name === name)?.value.toFixed(2) ?? '–'
  const report: BenchReport = {
    details: worse.length === 0 ? 'No ratio is worse than before by more than a tenth.' : worse.join('\n'),
    tables: [
      {
        rows: record.ratios.map(({ name, value, better }) => ({
          ratio: name,
          better,
          before: was(name),
          now: value.toFixed(2),
        })),
      },
    ],
    verdict: {
      bench: 'all',
      ok: worse.length === 0 && broken.length === 0,
      minutes: (Date.now() - startedAt) / 60_000,
      commits: { before: before?.commit ?? null, now: commit },
      worse,
      broken,
      ratios: record.ratios,
    },
  }
  return { report, record }
}

async function runBench({ bench, args }: ShortRun): Promise<Measured> {
  const script = join(import.meta.dirname, '..', bench, 'bench.ts')
  const { code, lines } = await runAndShow([script, ...args.split(' ')], process.stderr)
  const last = lines.findLast((line) => line.startsWith('{'))
  if (code !== 0 || last === undefined) return { ratios: [], broken: [`${bench} ended with code ${code}`] }
  const { ratios, wrong } = LastLine.parse(JSON.parse(last))
  return {
    ratios: ratios.map((ratio) => ({ ...ratio, name: `${bench}: ${ratio.name}` })),
    broken: wrong.map((what) => `${bench}: ${what}`),
  }
}
