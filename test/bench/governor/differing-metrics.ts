import type { DecisionLog } from './decision-log.ts'

const reasons = ['backlog', 'idle', 'cpu', 'memory', 'pool_full', 'steady'] as const

/** The differences between `/metrics` and the decisions that `/governor` served at the same time. */
export function differingMetrics(log: DecisionLog, metrics: string): string[] {
  const value = (name: string) => {
    const line = metrics.split('\n').find((line) => line.startsWith(`edgesweep_governor_${name} `))
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
  }
  const differs = (name: string, served: number) => {
    const counted = value(name) ?? 0
    return counted === served ? [] : [`${name} is ${counted} in /metrics, ${served} by /governor`]
  }
  const counters = reasons.flatMap((reason) =>
    ([1, 0, -1] as const).flatMap((change) =>
      differs(`decisions_total{reason="${reason}",change="${change}"}`, log.count(reason, change)),
    ),
  )
  const { workers, reading } = log.seen.at(-1)!
  return [
    ...counters,
    ...differs('workers', workers),
    ...differs('cpu_ratio', reading.cpu),
    ...differs('memory_free_bytes', reading.memoryFreeBytes),
    ...differs('waiting_tasks', reading.waiting),
    ...differs('busy_workers', reading.busy),
  ]
}
