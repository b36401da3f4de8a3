import type { LoadClient } from '../../load-client.ts'
import { openLoop } from '../../open-loop.ts'
import type { Target } from '../design.ts'
import type { Rates } from '../options.ts'

/** The kinds of requests. `acknowledged` and `fresh` are the two answers to a refresh. */
export const kinds = ['outlet', 'items', 'changes', 'write', 'acknowledged', 'fresh'] as const
export type Kind = (typeof kinds)[number]

/** The latencies of each kind in ms, counted from the time at which the request was due. */
export interface Answers {
  latencies: Record<Kind, number[]>
  /** The violated expectations, at most a few. */
  wrong: string[]
}

export interface Traffic {
  targets: readonly Target[]
  rates: Rates
  /** The origin of the town. */
  town: string
}

/** The name of the bench's own outlets. */
export const writtenName = 'Written by the bench'
const mostSeconds = 3_600
const mostWrong = 5

const reads = [
  {
    kind: 'outlet',
    path: ({ id }: Target) => `/v1/outlets/${id}`,
    isRight: (body: { id: string }, { id }: Target) => body.id === id,
  },
  {
    kind: 'items',
    path: ({ id }: Target) => `/v1/outlets/${id}/items`,
    isRight: ({ data }: { data: Array<{ key: string }> }, { keys }: Target) =>
      data.length > 0 && data.every(({ key }) => key.startsWith(keys)),
  },
  {
    kind: 'changes',
    path: ({ id }: Target) => `/v1/changes?limit=50&outlet_id=${id}`,
    isRight: ({ data }: { data: Array<{ outlet_id: string }> }, { id }: Target) =>
      data.every(({ outlet_id }) => outlet_id === id),
  },
] as const

/** Sends live requests at fixed rates until stopped, each for the next outlet. */
export async function sendTraffic(
  client: LoadClient,
  { targets, rates, town }: Traffic,
  over: AbortSignal,
): Promise<Answers> {
  const latencies: Answers['latencies'] = { outlet: [], items: [], changes: [], write: [], acknowledged: [], fresh: [] }
  const wrong: string[] = []
  const note = (kind: Kind, due: number) => void latencies[kind].push(performance.now() - due)
  const check = (isRight: boolean, problem: string) => {
    if (!isRight && wrong.length < mostWrong) wrong.push(problem)
    return isRight
  }
  const run = (perSecond: number, act: (n: number, due: number) => Promise<boolean>) =>
    openLoop(perSecond, mostSeconds, act, over)

  await Promise.all([
    run(rates.reads, async (n, due) => {
      const { kind, path, isRight } = reads[n % reads.length]!
      const target = targets[Math.floor(n / reads.length) % targets.length]!
      const { status, text } = await client.ask({ method: 'GET', path: path(target) })
      note(kind, due)
      return check(
        status === 200 && isRight(JSON.parse(text), target),
        `${path(target)}: ${status} ${text.slice(0, 200)}`,
      )
    }),
    run(rates.writes, async (_, due) => {
      const url = `${town}/json-ld/${crypto.randomUUID()}`
      const body = JSON.stringify({ site: 'demo-town', name: writtenName, url, enabled: false })
      const { status, text } = await client.ask({ method: 'POST', path: '/v1/outlets', body })
      note('write', due)
      return check(status === 201 && JSON.parse(text).url === url, `POST /v1/outlets: ${status} ${text.slice(0, 200)}`)
    }),
    run(rates.refreshes, async (n, due) => {
      const { id } = targets[n % targets.length]!
      const { status, text } = await client.ask({ method: 'POST', path: `/v1/outlets/${id}/refresh` })
      note('acknowledged', due)
      const subject = `refresh of ${id}`
      if (!check(status === 202, `${subject}: ${status} ${text.slice(0, 200)}`)) return false
      const { job_id, outlet } = JSON.parse(text) as { job_id: string; outlet: { id: string } }
      const events = await client.ask({ method: 'GET', path: `/v1/jobs/${job_id}/events` })
      note('fresh', due)
      // 204: the job had ended before the request.
      const isFresh = events.status === 204 || (events.status === 200 && events.text.includes('job.completed'))
      return check(outlet.id === id && isFresh, `${subject}: ${events.status} ${events.text.slice(-200)}`)
    }),
  ])
  return { latencies, wrong }
}
