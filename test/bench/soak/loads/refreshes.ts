import { accepted as bodyOf } from '../../submit/submit-carts.ts'
import { awaitJob } from './await-job.ts'
import type { Load } from './load.ts'

/** Refreshes of one outlet after another. */
export const refreshes: Load = {
  perMinute: 6,
  async send({ client, outletIds }, n, accepted) {
    const path = `/v1/outlets/${outletIds[n % outletIds.length]}/refresh`
    const { job_id } = bodyOf(await client.insist({ method: 'POST', path })) as { job_id: string }
    accepted.jobs.push(job_id)
    const job = await awaitJob(client, job_id)
    if (typeof job === 'string') return job
    return job.status === 'completed' ? null : `${job_id}, a refresh, ended ${job.status}`
  },
}
