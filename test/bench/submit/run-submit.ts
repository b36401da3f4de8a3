import prepareStacks from '../../support/stack/prepare-stacks.ts'
import type { BenchReport } from '../verdict.ts'
import { batchRounds } from './batch-rounds.ts'
import { type OpenStack, startBurstStack } from './burst-stack.ts'
import { cancelBurst } from './cancel-burst.ts'
import { killBurst } from './kill-burst.ts'
import type { PartName, SubmitOptions } from './options.ts'
import type { PartReport } from './part-report.ts'
import { pollBurst } from './poll-burst.ts'
import { runBurst } from './run-burst.ts'
import { floorWorker, singleRounds } from './single-rounds.ts'

type Part = (openStack: OpenStack, options: SubmitOptions, say: (line: string) => void) => Promise<PartReport>

const parts: Record<PartName, Part> = {
  single: singleRounds,
  batch: batchRounds,
  run: runBurst,
  kill: killBurst,
  polls: pollBurst,
  cancel: cancelBurst,
}

/** Runs the parts one after another and returns the report. */
export async function runSubmit(options: SubmitOptions): Promise<BenchReport> {
  say('Preparing Workers and Chromium.')
  await prepareStacks()
  await using shared = options.oneStack ? await startBurstStack(options, floorWorker, say) : null
  const openStack: OpenStack = async (guest) =>
    shared ? { ...shared, [Symbol.asyncDispose]: async () => {} } : startBurstStack(options, guest, say)
  const reports: PartReport[] = []
  for (const part of options.parts) {
    const report = await parts[part](openStack, options, say)
    for (const line of report.wrong) say(`WRONG: ${line}`)
    for (const line of report.missed) say(`missed: ${line}`)
    reports.push(report)
  }
  const wrong = reports.flatMap((report) => report.wrong)
  const missed = reports.flatMap((report) => report.missed)
  return {
    tables: reports.flatMap(({ tables }) => tables),
    verdict: {
      bench: 'submit',
      ok: wrong.length === 0 && missed.length === 0,
      wrong,
      missed,
      ratios: reports.flatMap(({ ratios }) => ratios ?? []),
      ...options,
      ...Object.fromEntries(reports.map(({ part, figures }) => [part, figures])),
    },
  }
}

const say = (line: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
