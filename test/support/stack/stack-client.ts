import { eventually } from '../eventually.ts'
import type { Stack } from './stack.ts'

// biome-ignore lint/suspicious/noExplicitAny: each test checks the body that it expects.
export type Answer = { status: number; type: string; body: any }

/** Sends a request to the API of a stack, with the stack's key unless `headers` has another. */
export async function ask(
  stack: Stack,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(stack.api + path, {
    method,
    headers: { authorization: `Bearer ${stack.key}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, type, body: type.includes('json') ? JSON.parse(text) : text }
}

/** A job that has ended. @throws with the job's status and what it waits for, while it has not ended */
export async function endedJob(stack: Stack, id: string) {
  const { status, body } = await ask(stack, 'GET', `/v1/jobs/${id}`)
  if (status === 200 && body.ended_at) return body
  const why = await ask(stack, 'GET', `/v1/jobs/${id}/why`)
  throw new Error(`${id} has not ended: ${JSON.stringify({ status, job: body, why: why.body })}`)
}

export interface TownItem {
  key: string
  name: string
  minor: number
  currency: string
  availability: string
}

export interface TownOutlet {
  slug: string
  manner: string
  online: boolean
  items: TownItem[]
}

/** The outlets of the demo town at a tick. */
export async function townAt(stack: Stack, tick: number): Promise<TownOutlet[]> {
  const response = await fetch(`${stack.demo}/_town/truth?tick=${tick}`)
  return ((await response.json()) as { outlets: TownOutlet[] }).outlets
}

/** Stops the town's time at a tick, by default the present one. Returns the tick. */
export async function freezeTown(stack: Stack, tick?: number): Promise<number> {
  const now = tick ?? ((await (await fetch(`${stack.demo}/_town/clock`)).json()) as { tick: number }).tick
  await setClock(stack, now)
  return now
}

/** Starts the town's time again. */
export const thawTown = (stack: Stack) => setClock(stack, null)

const setClock = (stack: Stack, tick: number | null) =>
  fetch(`${stack.demo}/_town/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tick }),
  })

/** Sweeps all outlets of the town and waits for the end. Tries again while another sweep holds some of them. Returns the job. */
export async function sweepNow(stack: Stack) {
  const outletIds = (await townAt(stack, 0)).map(({ slug }) => `out_${slug}`)
  return eventually(
    `a sweep over all ${outletIds.length} outlets`,
    async () => {
      const { status, body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep', outlet_ids: outletIds })
      if (status !== 202) return null
      const job = await eventually('the sweep ends', () => endedJob(stack, body.id))
      return job.total === 2 * outletIds.length ? job : null
    },
    { within: 180_000, every: 500 },
  )
}
