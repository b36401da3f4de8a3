import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import { eventually } from '../../support/eventually.ts'
import type { Stack } from '../../support/stack/stack.ts'
import { ask } from '../../support/stack/stack-client.ts'
import { type EndedItem, judgeFollowing, judgeLog } from './check-streams.ts'
import { connectSocket } from './connect-socket.ts'
import { connectSse } from './connect-sse.ts'
import { type Following, followJob } from './follow-job.ts'

const terms = ['milk', 'eggs', 'bread', 'salt', 'tea', 'coffee']
const eventsOfJob = terms.length + 2
/** Subscribers of each kind per job. */
const subscribersOfJob = 5
const waysIn = { sse: connectSse, socket: connectSocket }

export interface StreamFaults {
  /** The number of subscribers by Server-Sent Events, and by WebSocket. */
  subscribers: number
  /** Carts that wait before the followed ones, so that subscribers come before their jobs start. */
  ahead: number
  /** The longest pause of a subscriber after a drop, in ms. */
  awayMs: number
  /** Whether workerd is killed once, after half of the jobs have ended. */
  killWorkerd: boolean
  within: number
  say(line: string): void
}

export interface StreamFaultsReport {
  subscribers: { sse: number; socket: number }
  jobs: number
  /** Events that subscribers saw. */
  events: number
  /** Subscribers by the time of their first connection: before their job's first event, while it ran, or after its end. */
  came: Record<'before' | 'during' | 'after', number>
  /** Connections dropped by subscribers, and connections that broke otherwise. */
  dropped: number
  lost: number
  seconds: number
  wrong: string[]
}

/** Follows carts over many connections that break, through a crash of workerd, and compares the events of each subscriber with the log. */
export async function runStreamFaults(stack: Stack, options: StreamFaults): Promise<StreamFaultsReport> {
  const { say, within } = options
  const startedAt = Date.now()
  const perJob = Math.min(subscribersOfJob, options.subscribers)
  await submitCarts(stack, options.ahead)
  const jobs = (await submitCarts(stack, Math.ceil(options.subscribers / perJob))).map((id) => new FollowedJob(id))
  const over = AbortSignal.timeout(within)
  let open = 0
  const followings = jobs.flatMap((job, j) =>
    Object.entries(waysIn).flatMap(([way, connect]) =>
      Array.from({ length: perJob }, async (_, n) => {
        await (n < 2 ? undefined : n < 4 ? job.started : job.ended)
        open += 1
        const following = await followJob({
          connect,
          address: `${stack.api}/v1/jobs/${job.id}/events`,
          key: stack.key,
          drops: someDrops(),
          awayMs: options.awayMs,
          onEvent: (event) => job.saw(event),
          signal: over,
        })
        open -= 1
        return { job, who: `${way} ${n} of job ${j} (${job.id})`, way, following }
      }),
    ),
  )
  const ended = () => jobs.filter((job) => job.isEnded).length
  const ticker = setInterval(
    () => say(`${ended()} of ${jobs.length} jobs have ended, ${open} subscribers follow`),
    2_000,
  )
  try {
    if (options.killWorkerd) {
      await eventually('the end of half of the jobs', () => ended() >= jobs.length / 2, { within })
      process.kill(await stack.workerd(), 'SIGKILL')
      say('killed: workerd')
    }
    const all = await Promise.all(followings)
    const wrong: string[] = []
    for (const job of jobs) {
      const log = await readLog(stack, job.id)
      wrong.push(...judgeLog(job.id, log, await itemsOf(stack, job.id)))
      for (const { who, following } of all.filter((one) => one.job === job))
        wrong.push(...judgeFollowing(who, following, log))
    }
    return { ...summary(all), jobs: jobs.length, seconds: Math.round((Date.now() - startedAt) / 1000), wrong }
  } finally {
    clearInterval(ticker)
  }
}

/** A job as seen by all its subscribers. Later subscribers wait for events that earlier ones saw. */
class FollowedJob {
  readonly id: string
  readonly #started = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<void>()
  isEnded = false

  constructor(id: string) {
    this.id = id
  }

  get started(): Promise<void> {
    return this.#started.promise
  }

  get ended(): Promise<void> {
    return this.#ended.promise
  }

  saw({ seq }: StreamedEvent): void {
    this.#started.resolve()
    if (seq < eventsOfJob) return
    this.isEnded = true
    this.#ended.resolve()
  }
}

/** One to three drops. At least one is before the last event, and some are before the first one. */
function someDrops(): number[] {
  const early = Math.random() < 0.5 ? [0] : []
  const amid = Array.from({ length: 1 + Math.floor(Math.random() * 2) }, () =>
    Math.ceil(Math.random() * (eventsOfJob - 1)),
  )
  return [...early, ...amid.sort((a, b) => a - b)]
}

async function submitCarts(stack: Stack, count: number): Promise<string[]> {
  const jobs = Array.from({ length: count }, () => ({ kind: 'cart', items: terms, zipcode: '10001' }))
  const { body } = await ask(stack, 'POST', '/v1/jobs/batch', { jobs })
  return body.jobs.map(({ id }: { id: string }) => id)
}

async function itemsOf(stack: Stack, jobId: string): Promise<EndedItem[]> {
  return (await ask(stack, 'GET', `/v1/jobs/${jobId}/results`)).body.data
}

async function readLog(stack: Stack, jobId: string): Promise<StreamedEvent[]> {
  const log: StreamedEvent[] = []
  const stream = { address: `${stack.api}/v1/jobs/${jobId}/events`, key: stack.key, after: 0 }
  await connectSse(stream, (event) => log.push(event), AbortSignal.timeout(10_000))
  return log
}

function summary(all: Array<{ way: string; following: Following }>) {
  const count = (is: (one: (typeof all)[number]) => boolean) => all.filter(is).length
  const sum = (of: (following: Following) => number) => all.reduce((total, one) => total + of(one.following), 0)
  const timeOf = (event: StreamedEvent | undefined) => Date.parse(event?.timestamp ?? '')
  const before = count(({ following: { events, since } }) => since < timeOf(events[0]))
  const after = count(({ following: { events, since } }) => since > timeOf(events.at(-1)))
  return {
    subscribers: { sse: count(({ way }) => way === 'sse'), socket: count(({ way }) => way === 'socket') },
    came: { before, during: all.length - before - after, after },
    events: sum(({ events }) => events.length),
    dropped: sum(({ dropped }) => dropped),
    lost: sum(({ lost }) => lost),
  }
}
