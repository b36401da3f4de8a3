import type { RunCounts } from '@edgesweep/core/claim/ends.ts'
import type { Decision } from '@edgesweep/core/governor/governor-settings.ts'
import { Counter, Gauge, Registry } from 'prom-client'
import { DecisionHistory } from './decision-history.ts'

/** A run of a pipeline as far as it is counted: claims that it holds now, and what it has come to since it began. */
export interface CountedRun {
  readonly held: number
  readonly counts: RunCounts & { givenUp: number; released: number }
}

/** What a runner counts of itself, for Prometheus, and what its governor decided. */
export interface RunnerMetrics {
  registry: Registry
  history: DecisionHistory
  /** Notes a decision of the governor and the reading behind it. `now`: epoch milliseconds. */
  decided(decision: Decision, now: number): void
  /** Counts a run whenever the metrics are asked for. Several of one pipeline are counted together. */
  count(pipeline: string, run: CountedRun): void
}

/** Counters in a registry of their own. */
export function createMetrics(): RunnerMetrics {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string) => new Gauge({ name: `edgesweep_governor_${name}`, help, registers })
  const workers = gauge('workers', 'Workers decided on')
  const readings = {
    cpu: gauge('cpu_ratio', 'Share of all cores taken at the last reading, 0 to 1'),
    memoryFreeBytes: gauge('memory_free_bytes', 'Memory free at the last reading'),
    memoryTotalBytes: gauge('memory_total_bytes', 'Memory there is for the runner, within its container'),
    waiting: gauge('waiting_tasks', 'Tasks that nobody had in hand at the last reading'),
    busy: gauge('busy_workers', 'Workers with a task in hand at the last reading'),
    workers: gauge('running_workers', 'Workers that ran at the last reading'),
  } satisfies Record<keyof Decision['reading'], Gauge>
  const decisions = new Counter({
    name: 'edgesweep_governor_decisions_total',
    help: 'Decisions by reason and by what they changed',
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
    help: 'Attempts that ended, by outcome',
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
    help: 'Claims that this process gave back after their lease had passed',
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
    decided(decision, now) {
      history.add(decision, now)
      workers.set(decision.workers)
      decisions.inc({ reason: decision.reason, change: decision.change })
      for (const name of Object.keys(readings) as (keyof typeof readings)[]) readings[name].set(decision.reading[name])
    },
    count: (pipeline, run) => void runs.push({ pipeline, run }),
  }
}
