import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReadings } from '@edgesweep/runner/readings/read-host.ts'
import { EMPTY, startBenchServer } from '../../support/postgres/bench-server.ts'
import { serveSlowly } from '../../support/serve-slowly.ts'
import type { BenchReport } from '../verdict.ts'
import { brokenRules, type GovernorTerms } from './broken-rules.ts'
import { DecisionLog } from './decision-log.ts'
import { differingMetrics } from './differing-metrics.ts'
import { type Phase, phasesOf } from './phases.ts'
import { countTable, decisionTable } from './report.ts'
import { type Runner, startRunner } from './start-runner.ts'

const database = 'bench_governor'
const mebibyte = 1024 * 1024
/** The time to serve a file, so that a few workers have a backlog but leave the processors idle. */
const fileMs = 800
/** Whenever fewer than `fewFiles` files wait, `addedFiles` more are added. */
const [addedFiles, fewFiles] = [60, 40]
const pollMs = 250

/**
 * Takes a runner of file tasks through a backlog, a loaded processor, scarce memory, and an idle end. Checks every decision
 * against the rules and against the metrics. `quick`: three of the phases, with fewer workers.
 */
export async function runGovernor({ quick }: { quick: boolean }): Promise<BenchReport> {
  const server = await startBenchServer()
  const origin = await serveSlowly(fileMs, (path) => `file ${path}`)
  const folder = join(server.folder, 'files')
  mkdirSync(folder, { recursive: true })
  try {
    await server.run('postgres', `create database ${database} template ${EMPTY}`)
    const { memoryFreeBytes } = await (await openReadings())()
    const marginMiB = Math.floor(Math.min(2048, memoryFreeBytes / mebibyte / 8))
    const memoryFloorMiB = Math.floor(memoryFreeBytes / mebibyte) - marginMiB
    const terms = { min: 1, max: quick ? 3 : 5, memoryFloorBytes: memoryFloorMiB * mebibyte }
    const all = phasesOf(terms, marginMiB * mebibyte)
    const phases: Phase[] = quick
      ? [all.taken, all.backlog, all.short]
      : [all.backlog, all.takenLong, all.free, all.idle, all.again, all.short, all.roomy]
    const addFiles = () =>
      server.run(
        database,
        `insert into file_tasks (id, job_id, url, submitted_at)
         select id, 'job_' || id, '${origin.url}' || id, now() from (select new_id('fil_') as id from generate_series(1, ${addedFiles})) as added`,
      )
    await using runner = await startRunner({
      url: server.url(database),
      folder,
      host: origin.host,
      min: terms.min,
      max: terms.max,
      memoryFloorMiB,
    })
    const log = new DecisionLog()
    const missing: string[] = []
    for (const phase of phases) {
      if (!(await watch(runner, log, phase, addFiles))) missing.push(`${phase.name}: ${phase.wanted}`)
    }
    return report(log, terms, missing, await differences(runner, log))
  } finally {
    await origin.close()
    await server.close()
  }
}

/** Follows the runner through a phase. Returns whether it has shown the wanted behaviour. */
async function watch(
  runner: Runner,
  log: DecisionLog,
  phase: Phase,
  addFiles: () => Promise<unknown>,
): Promise<boolean> {
  const load = phase.load?.()
  const from = Date.now()
  let shown = false
  try {
    while (!shown && Date.now() - from < phase.mostSeconds * 1000) {
      await sleep(pollMs)
      if (log.add(await runner.decisions(), phase.name) === 0) continue
      const decisions = log.of(phase.name)
      if (phase.backlog && decisions.at(-1)!.reading.waiting < fewFiles) await addFiles()
      shown = phase.shown(decisions)
    }
  } finally {
    await load?.stop()
  }
  const seconds = Math.round((Date.now() - from) / 1000)
  process.stderr.write(`${phase.name}: ${shown ? 'seen' : 'NOT seen'} in ${seconds} s that ${phase.wanted}\n`)
  return shown
}

/** Reads the metrics between two decisions and compares them. */
async function differences(runner: Runner, log: DecisionLog): Promise<string[]> {
  while (true) {
    log.add(await runner.decisions(), 'end')
    const metrics = await runner.metrics()
    if (log.add(await runner.decisions(), 'end') === 0) return differingMetrics(log, metrics)
  }
}

function report(log: DecisionLog, terms: GovernorTerms, missing: string[], differing: string[]): BenchReport {
  const rules = brokenRules(log.seen, terms)
  const broken = log.seen.flatMap(({ phase, words }, index) =>
    rules[index] ? [`${phase}: ${rules[index]} (${words})`] : [],
  )
  const undisturbed = log.seen.filter(
    ({ phase }, index) => !phase.includes('taken') && log.seen[index - 1]?.phase === phase,
  )
  const verdict = {
    bench: 'governor',
    ok: broken.length + missing.length + differing.length === 0,
    decisions: log.seen.reduce((sum, { readings }) => sum + readings, 0),
    unseenReadings: log.seen.reduce((sum, { readings }) => sum + readings - 1, 0),
    more: log.seen.filter(({ change }) => change === 1).length,
    fewer: log.seen.filter(({ change }) => change === -1).length,
    /** Readings above 80 % without a load of the bench. Other processes on the machine also prevent workers. */
    othersTookProcessors: undisturbed.filter(({ reading }) => reading.cpu > 0.8).length,
    broken,
    missing,
    differing,
  }
  return { details: decisionTable(log, rules), tables: [countTable(log)], verdict }
}
