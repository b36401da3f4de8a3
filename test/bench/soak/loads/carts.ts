import { planCarts } from '../../submit/carts.ts'
import { compareResults } from '../../submit/check-burst.ts'
import { accepted as bodyOf } from '../../submit/submit-carts.ts'
import { awaitJob } from './await-job.ts'
import type { Load } from './load.ts'

/** Seconds for which a cart's results are kept, so that objects expire during the load. */
const ttl = 300

/** Carts of two terms, whose results are compared with demo town's offers. */
export const carts: Load = {
  perMinute: 12,
  async send({ client }, n, accepted) {
    const [cart] = planCarts('soak', 1, { from: n, terms: 2 })
    const body = JSON.stringify({ ...JSON.parse(cart!.body), ttl })
    const { id } = bodyOf(
      await client.insist({ method: 'POST', path: '/v1/jobs', body, idempotencyKey: cart!.idempotencyKey }),
    ) as { id: string }
    accepted.jobs.push(id)
    const job = await awaitJob(client, id)
    if (typeof job === 'string') return job
    if (job.status !== 'completed') return `${id}, a cart, ended ${job.status}`
    return compareResults(client, id, cart!)
  },
}
