import type { LaneSummary } from './lane-port.ts'
import { firstOf, type LaneState, lineOf } from './lane-state.ts'

/** Jobs that a summary lists. */
const jobsListed = 50

/** A summary of a shard: the jobs that run, the first of each key, and more of one key. `kindOf` reads a stored job. */
export function summarizeLane(
  { tickets, leased, queues, pace }: LaneState,
  kindOf: (jobId: string) => LaneSummary['jobs'][number]['kind'],
): Omit<LaneSummary, 'lane'> {
  const firsts = [...queues.values()].map(firstOf)
  const waiting = firsts.length > 0 ? queues.get(lineOf(firsts[0]!))!.waiting.slice(0, jobsListed) : []
  const listed = [...new Set([...leased, ...firsts, ...waiting])].slice(0, jobsListed)
  return {
    waiting: tickets.size - leased.size,
    running: leased.size,
    oldestWaitingAt: firsts.length > 0 ? Math.min(...firsts.map((ticket) => ticket.submittedAt)) : null,
    waitedMs: pace.waitedMs,
    jobs: listed.map(({ id, keyId, submittedAt, lease }) => ({
      id,
      keyId,
      kind: kindOf(id),
      submittedAt,
      running: lease !== null,
    })),
  }
}
