import { type Table, tableOf } from '../../support/table.ts'
import type { DecisionLog, SeenDecision } from './decision-log.ts'

const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024)

/** A line for each run of equal decisions, with its last reading. `broken`: the rule that each decision breaks. */
export function decisionTable({ seen }: DecisionLog, broken: (string | null)[]): string {
  const lines = seen.flatMap((decision, index) => {
    const next = seen[index + 1]
    const isSaidAgain = next?.change === 0 && decision.change === 0 && next.reason === decision.reason
    const isSamePhase = next?.phase === decision.phase && broken[index] === broken[index + 1]
    return isSaidAgain && isSamePhase ? [] : [lineOf(decision, broken[index] ?? null)]
  })
  return tableOf(lines)
}

function lineOf({ at, phase, reading, workers, change, reason, words }: SeenDecision, broken: string | null) {
  return {
    time: at.slice(11, 19),
    phase,
    waiting: reading.waiting,
    busy: reading.busy,
    running: reading.workers,
    'CPU %': Math.round(reading.cpu * 100),
    'free MiB': mebibytes(reading.memoryFreeBytes),
    decision: change === 0 ? 'none' : change > 0 ? 'one more' : 'one fewer',
    workers,
    rules: broken ?? 'kept',
    reason: `${reason}: ${words}`,
  }
}

/** The number of decisions by reason and change. */
export function countTable(log: DecisionLog): Table {
  const reasons = [...new Set(log.seen.map(({ reason }) => reason))]
  const rows = reasons.map((reason) => ({
    reason,
    'one more': log.count(reason, 1),
    none: log.count(reason, 0),
    'one fewer': log.count(reason, -1),
  }))
  return { caption: 'Decisions by reason, and the workers that they added or removed', rows }
}
