import { waitOf } from '../endings/waits.ts'
import { followersOf } from './item-order.ts'
import type { JobInput } from './job-machine.ts'
import type { ItemReport, ReportAnswer } from './job-port.ts'
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
    case 'outage':
      return { ...report, type: 'item.outage', token, index }
  }
}

/**
 * The items that may start because of an accepted report on item `index`: the item itself when it gets another try at once, or the items that
 * follow it when it ended.
 */
export function answerReport(state: JobState, report: ItemReport, index: number, now: number): ReportAnswer {
  if (isJobEnded(state.status)) return { ready: [], ended: true, isOpen: false }
  const isOpen = state.items[index]!.status === 'queued'
  if (!isOpen) return { ready: followersOf(state, index), ended: false, isOpen }
  const rest = report.type === 'outage' ? { restMs: state.waits[index]!.until - now } : {}
  return { ready: report.type === 'returned' ? [index] : [], ended: false, isOpen, ...rest }
}
