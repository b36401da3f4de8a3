import { conditionOf, type ReplicaState } from './replica-machine.ts'

/** Describes where live reads go, and why. */
export function explainReplica(state: ReplicaState, now: number, maxLagMs: number): string {
  const condition = conditionOf(state, now, maxLagMs)
  if (condition === 'serving') return `live reads go to the replica, which is ${behind(state, now)}`
  const reason = {
    away: 'the replica does not answer',
    no_replica: 'the server at DATABASE_REPLICA_URL is not a replica',
    behind: `the replica is ${behind(state, now)}, and ${seconds(maxLagMs)} s are allowed`,
    unknown: "the replica's lag is not known yet",
  }[condition]
  return `live reads go to the primary: ${reason}`
}

function behind({ caughtUpTo, marks }: ReplicaState, now: number): string {
  if (caughtUpTo !== null) return `${seconds(now - caughtUpTo)} s behind at most`
  const since = Math.min(...marks.map(({ at }) => at))
  return `more than ${seconds(now - since)} s behind`
}

const seconds = (ms: number): number => (ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1000))
