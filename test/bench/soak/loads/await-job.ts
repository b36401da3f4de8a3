import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadClient } from '../../load-client.ts'

/** More than a sweep takes that meets the deployment. */
const patienceMs = 300_000
const pollMs = 3_000

/** An ended job as the API shows it. */
export interface EndedJob {
  status: string
  total: number
  completed: number
  failed: number
}

/** Polls a job until it has ended. A text: what was wrong. */
export async function awaitJob(client: LoadClient, id: string): Promise<EndedJob | string> {
  for (const until = Date.now() + patienceMs; ; await sleep(pollMs)) {
    const { status, text } = await client.insist({ method: 'GET', path: `/v1/jobs/${id}` })
    if (status !== 200) return `${id} was accepted, and is answered ${status}: ${text.slice(0, 200)}`
    const job = JSON.parse(text)
    if (job.ended_at !== null) return job
    if (Date.now() > until) return `${id} has not ended after ${patienceMs / 1000} s: ${text.slice(0, 300)}`
  }
}
