import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import type { Following } from './follow-job.ts'

/** An item as the job's results give it in the end. */
export interface EndedItem {
  index: number
  label: string
  status: string
}

/** What is wrong with a job's log: it tells the start, each item once and as it ended, and the end, numbered without gaps. */
export function judgeLog(jobId: string, log: StreamedEvent[], items: EndedItem[]): string[] {
  const kinds = ['job.started', ...items.map(() => 'job.item'), 'job.completed']
  const told = log.flatMap(({ item }) => (item ? [{ index: item.index, label: item.label, status: item.status }] : []))
  const inOrder = (all: EndedItem[]) =>
    JSON.stringify(
      all.map(({ index, label, status }) => [index, label, status]).sort(([a], [b]) => Number(a) - Number(b)),
    )
  return [
    ...log.flatMap(({ seq }, n) => (seq === n + 1 ? [] : [`${jobId}: the event ${n + 1} has the seq ${seq}`])),
    ...(log.map(({ type }) => type).join() === kinds.join() ? [] : [`${jobId}: ${log.map(({ type }) => type)}`]),
    ...(inOrder(told) === inOrder(items) ? [] : [`${jobId}: its events tell other items than its results`]),
  ]
}

/** What a subscriber saw that is not the log: each event once, in order, to the end. */
export function judgeFollowing(who: string, { events, ended }: Following, log: StreamedEvent[]): string[] {
  const seqs = events.map(({ seq }) => seq).join()
  if (!ended) return [`${who} was never told the end, after ${seqs || 'nothing'}`]
  if (seqs !== log.map(({ seq }) => seq).join()) return [`${who} saw ${seqs}`]
  return JSON.stringify(events) === JSON.stringify(log) ? [] : [`${who} saw other events than the log has`]
}
