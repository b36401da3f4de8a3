import { parseJobId } from '@edgesweep/core/job/job-id.ts'
import type { LaneCaller, LaneWorker } from '@edgesweep/core/lane/lane-port.ts'
import { type LaneAddress, type LaneObject, laneName, objectNamed } from './objects.ts'

/** New jobs go to this shard of their lane; a job's id says which shard it went to. */
const shard = 0

/** The lanes, as the `Lane` objects behind `namespace`. */
export function lanesOf(namespace: DurableObjectNamespace): LaneCaller & LaneWorker {
  const at = (address: LaneAddress) => objectNamed<LaneObject>(namespace, laneName(address))
  const ofJob = (jobId: string) => {
    const address = parseJobId(jobId)
    return address && at(address)
  }
  return {
    submit: async (lane, jobs) => at({ lane, shard }).submit({ lane, shard }, jobs),
    knows: async (lane, keyId, idempotencyKey) => at({ lane, shard }).knows(keyId, idempotencyKey),
    find: async (jobId) => ofJob(jobId)?.find(jobId) ?? null,
    cancel: async (jobId) => ofJob(jobId)?.cancel(jobId) ?? false,
    summary: async (lane) => at({ lane, shard }).summary({ lane, shard }),
    pull: async (lane, shard, max, waitMs) => at({ lane, shard }).pull(max, waitMs),
    renew: async (lane, shard, held) => at({ lane, shard }).renew(held.map(({ id, token }) => ({ id, token }))),
    finish: async ({ id, token }, outcome) => ofJob(id)?.finish(id, token, outcome),
  }
}
