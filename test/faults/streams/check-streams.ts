import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import type { Following } from './follow-job.ts'

/** An item of the job's final results. */
export interface EndedItem {
  index: number
  label: string
  status: string
}

/** The errors of a job's log. It must contain the start, each item once with its final status, and the end, numbered without gaps. */
export function judgeLog(jobId: string, log: StreamedEvent[], items: EndedItem[]): string[] {
  const kinds = ['job.started', ...items.map(() => 'job.item'), 'job.completed']
  const logged = log.flatMap(({ item }) =>
    item ? [{ index: item.index, label: item.label, status: item.status }] : [],
  )
  const inOrder = (all: EndedItem[]) =>
    JSON.stringify(
      all.map(({ index, label, status }) => [index, label, status]).sort(([a], [b]) => Number(a) - Number(b)),
    )
  return [
    ...log.flatMap(({ seq }, n) => (seq === n + 1 ? [] : [`${jobId}: the event ${n + 1} has the seq ${seq}`])),
    ...(log.map(({ type }) => type).join() === kinds.join() ? [] : [`${jobId}: ${log.map(({ type }) => type)}`]),
    ...(inOrder(logged) === inOrder(items) ? [] : [`${jobId}: the items of its events differ from its results`]),
  ]
}

/** The differences between the events of a subscriber and the log. It must see each event once, in order, to the end. */
export function judgeFollowing(who: string, { events, ended }: Following, log: StreamedEvent[]): string[] {
  const seqs = events.map(({ seq }) => seq).join()
  if (!ended) return [`${who} never saw the end, only ${seqs || 'nothing'}`]
  if (seqs !== log.map(({ seq }) => seq).join()) return [`${who} saw ${seqs}`]
  return JSON.stringify(events) === JSON.stringify(log) ? [] : [`${who} saw events that differ from the log`]
}
