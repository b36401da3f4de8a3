import type { Load } from './load.ts'

const recordsOfRequest = 10

/** Creatives, ten at a time. The check at the end finds out whether each was completed. */
export const creatives: Load = {
  perMinute: 6,
  async send({ client, pages }, n, accepted) {
    const records = Array.from({ length: recordsOfRequest }, (_, k) => ({ url: `${pages.url}${n}-${k}` }))
    const path = '/v1/pipelines/creatives/records'
    const { status, text } = await client.insist({ method: 'POST', path, body: JSON.stringify({ records }) })
    if (status !== 200) return `${path} was answered ${status}: ${text.slice(0, 200)}`
    accepted.records += recordsOfRequest
    return null
  },
}
