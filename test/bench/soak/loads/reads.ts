import type { Load } from './load.ts'

const paths = [
  (id: string) => `/v1/outlets/${id}`,
  (id: string) => `/v1/outlets/${id}/items`,
  (id: string) => `/v1/changes?limit=50&outlet_id=${id}`,
  (id: string) => `/v1/outlets/${id}/history`,
  () => '/v1/jobs?limit=50',
  () => '/v1/operations',
]

/** Reads of one route after another. */
export const reads: Load = {
  perMinute: 90,
  async send({ client, outletIds }, n) {
    const id = outletIds[Math.floor(n / paths.length) % outletIds.length]!
    const path = paths[n % paths.length]!(id)
    const { status, text } = await client.insist({ method: 'GET', path })
    return status === 200 ? null : `${path} was answered ${status}: ${text.slice(0, 200)}`
  },
}
