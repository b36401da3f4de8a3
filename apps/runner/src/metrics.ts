import type { RunCounts } from '@edgesweep/core/claim/ends.ts'
import type { Decision } from '@edgesweep/core/governor/governor-settings.ts'
import { Counter, Gauge, Registry } from 'prom-client'
import { DecisionHistory } from './decision-history.ts'

/** The counts of a run: the claims that it holds now, and its outcomes since its start. */
export interface CountedRun {
  readonly held: number
  readonly counts: RunCounts & { givenUp: number; released: number }
}

/** A runner's Prometheus metrics and its governor's decisions. */
export interface RunnerMetrics {
  registry: Registry
  history: DecisionHistory
  /** Records a decision of the governor with its reading. `now`: epoch milliseconds. */
  recordDecision(decision: Decision, now: number): void
  /** Adds a run, which is counted at each scrape of the metrics. Runs of the same pipeline are summed. */
  count(pipeline: string, run: CountedRun): void
}

/** Creates metrics in a separate registry. */
export function createMetrics(): RunnerMetrics {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string) => new Gauge({ name: `edgesweep_governor_${name}`, help, registers })
  const workers = gauge('workers', 'Number of workers that the governor decided')
  const readings = {
    cpu: gauge('cpu_ratio', 'Busy share of all cores at the last reading, 0 to 1'),
    memoryFreeBytes: gauge('memory_free_bytes', 'Free memory at the last reading, in bytes'),
    memoryTotalBytes: gauge(
      'memory_total_bytes',
      "Memory available to the runner, within its container's limit, in bytes",
    ),
    waiting: gauge('waiting_tasks', 'Tasks that no worker had started at the last reading'),
    busy: gauge('busy_workers', 'Workers with a task at the last reading'),
    workers: gauge('running_workers', 'Running workers at the last reading'),
  } satisfies Record<keyof Decision['reading'], Gauge>
  const decisions = new Counter({
    name: 'edgesweep_governor_decisions_total',
    help: 'Decisions by reason and by change in the number of workers',
    labelNames: ['reason', 'change'],
    registers,
  })
  const runs: { pipeline: string; run: CountedRun }[] = []
  new Gauge({
    name: 'edgesweep_claims_held',
    help: 'Claims that this process holds',
    labelNames: ['pipeline'],
    registers,
    collect() {
      this.reset()
      for (const { pipeline, run } of runs) this.inc({ pipeline }, run.held)
    },
  })
  new Counter({
    name: 'edgesweep_records_total',
    help: 'Ended attempts by outcome',
    labelNames: ['pipeline', 'outcome'],
    registers,
    collect() {
      this.reset()
      for (const { pipeline, run } of runs) {
        const { released, givenUp, ...outcomes } = run.counts
        for (const [outcome, count] of Object.entries(outcomes)) this.inc({ pipeline, outcome }, count)
        this.inc({ pipeline, outcome: 'given_up' }, givenUp)
      }
    },
  })
  new Counter({
    name: 'edgesweep_stale_claims_released_total',
    help: 'Claims that this process released after their lease expired',
    registers,
    collect() {
      this.reset()
      for (const { run } of runs) this.inc(run.counts.released)
    },
  })
  const history = new DecisionHistory()
  return {
    registry,
    history,
    recordDecision(decision, now) {
      history.add(decision, now)
      workers.set(decision.workers)
      decisions.inc({ reason: decision.reason, change: decision.change })
      for (const name of Object.keys(readings) as (keyof typeof readings)[]) readings[name].set(decision.reading[name])
    },
    count: (pipeline, run) => void runs.push({ pipeline, run }),
  }
}
