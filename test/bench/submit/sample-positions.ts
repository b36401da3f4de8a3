import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadClient } from '../load-client.ts'
import { inFlight } from './in-flight.ts'

/** The API's answer about a waiting job. */
export interface PositionReport {
  id: string
  /** Epoch milliseconds. */
  at: number
  position: number
  /** The forecast seconds until it starts; null when the API has none. */
  startsIn: { p50: number; p90: number } | null
}

const everyMs = 1_000
const askedAtOnce = 16

/** Polls each waiting job once a second. Ends when none waits any more, or when `signal` aborts. */
export async function samplePositions(
  client: LoadClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<PositionReport[]> {
  const reports: PositionReport[] = []
  const waiting = new Set(ids)
  while (waiting.size > 0 && !signal.aborted) {
    const next = Date.now() + everyMs
    await inFlight([...waiting], askedAtOnce, async (id) => {
      const { status, text } = await client.ask({ method: 'GET', path: `/v1/jobs/${id}` })
      if (status !== 200) return
      const job = JSON.parse(text) as JobBody
      if (job.status !== 'queued') waiting.delete(id)
      else if (job.queue_position)
        reports.push({ id, at: Date.now(), position: job.queue_position, startsIn: job.starts_in_seconds ?? null })
    })
    await sleep(Math.max(0, next - Date.now()))
  }
  return reports
}

interface JobBody {
  status: string
  queue_position: number | null
  starts_in_seconds?: { p50: number; p90: number } | null
}
