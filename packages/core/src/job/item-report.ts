import { waitOf } from '../endings/waits.ts'
import { type JobInput, readyItems, stageOf } from './job-machine.ts'
import type { ItemReport, NextItems } from './job-port.ts'
import { isJobEnded, type JobState } from './job-state.ts'

/** A worker's report as an input of the job's machine. */
export function inputOfReport(report: ItemReport, token: string, index: number, now: number): JobInput {
  switch (report.type) {
    case 'ended':
      return { ...report, type: 'item.ended', token, index }
    case 'returned':
      return { ...report, type: 'item.returned', token, index }
    case 'deferred':
      return { ...report, type: 'item.deferred', token, index, afterMs: waitOf(report, now) }
  }
}

/**
 * The items that may start because of an accepted report on item `index`: the item itself when it gets another try at once, or the items of
 * the next stage when it ended its own. `stageBefore` is `stageOf` before the report.
 */
export function itemsAfterReport(state: JobState, report: ItemReport, index: number, stageBefore: number): NextItems {
  if (isJobEnded(state.status)) return { ready: [], ended: true }
  if (state.items[index]!.status === 'queued') return { ready: report.type === 'returned' ? [index] : [], ended: false }
  return { ready: stageOf(state) === stageBefore ? [] : readyItems(state), ended: false }
}
