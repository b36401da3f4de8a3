import { accepted as bodyOf } from '../../submit/submit-carts.ts'
import { awaitJob } from './await-job.ts'
import type { Load } from './load.ts'

const outletsOfSweep = 6

/** Sweeps of some outlets, beside those of the clock. Refused while another sweep holds all of them. */
export const sweeps: Load = {
  perMinute: 1,
  async send({ client, outletIds }, n, accepted) {
    const chosen = Array.from({ length: outletsOfSweep }, (_, k) => outletIds[(n + k) % outletIds.length])
    const body = JSON.stringify({ kind: 'sweep', outlet_ids: [...new Set(chosen)] })
    const reply = await client.insist({ method: 'POST', path: '/v1/jobs', body, idempotencyKey: `soak-sweep-${n}` })
    if (reply.status === 409) {
      accepted.refused += 1
      return null
    }
    const { id } = bodyOf(reply) as { id: string }
    accepted.jobs.push(id)
    const job = await awaitJob(client, id)
    if (typeof job === 'string') return job
    return job.completed + job.failed === job.total && job.failed === 0
      ? null
      : `${id}, a sweep, ended ${job.status} with ${job.completed} of ${job.total}`
  },
}
