import { lanes } from '@edgesweep/core/lane/lane.ts'
import { type BurstOptions, type SimulatedJob, simulateBurst } from './burst.ts'
import { lognormal, randomFrom } from './random.ts'
import type { Report } from './report.ts'

/** The reported callers, numbered from 1 in the order of submission. */
const callers = [1_000, 10_000, 25_000]
const never = Number.MAX_SAFE_INTEGER

export interface BurstParameters {
  carts: number
  /** The mean seconds per cart, and the standard deviation of their logarithm. */
  seconds: number
  sigma: number
  seed: number
  /** Published limits of Cloudflare's Browser Rendering: concurrent browsers, and milliseconds between launches. */
  browsers: number
  launchEveryMs: number
}

/** A burst with several fleets: the waits of callers, of three carts of another key, and the cost of a crash. */
export async function reportBurst(parameters: BurstParameters): Promise<Report> {
  const { carts, seconds, sigma, seed, browsers, launchEveryMs } = parameters
  const base = (): Omit<BurstOptions, 'consumers' | 'slots' | 'browsers'> => ({
    carts,
    serviceMs: lognormal(seconds * 1000, sigma, randomFrom(seed)),
  })
  const fleet = (count: number, contexts: number, everyMs: number, launchMs: number) => ({
    limits: {
      browsers: count,
      contexts,
      reservedForLive: 0,
      launchEveryMs: everyMs,
      maxAgeMs: never,
      maxUses: never,
      maxBytes: never,
    },
    launchMs,
  })
  const onCloudflare = (contexts: number) => ({
    consumers: Math.ceil((browsers * contexts) / slotsOfConsumer),
    slots: slotsOfConsumer,
    browsers: fleet(browsers, contexts, launchEveryMs, 500),
  })
  const middle = (carts * seconds * 1000) / (browsers * 4) / 2
  const runs: Array<[string, BurstOptions]> = [
    ['300 workers with a browser each', { ...base(), consumers: 300, slots: 1, browsers: fleet(300, 1, 0, 0) }],
    ...[1, 2, 4].map((contexts): [string, BurstOptions] => [
      `${browsers} browsers × ${contexts}`,
      { ...base(), ...onCloudflare(contexts), others: { at: middle, carts: 3 } },
    ]),
    [
      `${browsers} × 4, a third of the consumers die midway`,
      {
        ...base(),
        ...onCloudflare(4),
        crash: { at: middle, consumers: Math.ceil((browsers * 4) / slotsOfConsumer / 3) },
      },
    ],
  ]
  const figures = await Array.fromAsync(runs, async ([name, options]) => {
    const { jobs, calls } = await simulateBurst(options)
    const burst = jobs.filter(({ keyId }) => keyId === 'burst')
    const others = jobs.filter(({ keyId }) => keyId === 'other')
    return {
      name,
      waits: callers.filter((caller) => caller <= carts).map((caller) => waitOf(burst[caller - 1]!, caller)),
      othersWaitSeconds: others.length > 0 ? Math.max(...others.map(waitSeconds)) : null,
      startedTwice: burst.filter(({ starts }) => starts > 1).length,
      calls,
    }
  })
  const minutes = (value: number) => (value / 60).toFixed(1)
  const rows = figures.map(({ name, waits, othersWaitSeconds, startedTwice }) => ({
    workers: name,
    ...Object.fromEntries(
      waits.map(({ caller, start, end }) => [`caller ${caller}, min`, `${minutes(start)} to ${minutes(end)}`]),
    ),
    "another key's 3 carts, s": othersWaitSeconds === null ? '–' : othersWaitSeconds.toFixed(1),
    'started twice': startedTwice,
  }))
  return { tables: [{ rows }], figures: { simulation: 'burst', ...parameters, runs: figures } }
}

/** Concurrent jobs per invocation of the interactive lane's consumer. */
const slotsOfConsumer = lanes.interactive.invocation.slots

const waitSeconds = ({ submittedAt, startedAt }: SimulatedJob): number => (startedAt - submittedAt) / 1000

const waitOf = (job: SimulatedJob, caller: number) => ({
  caller,
  start: waitSeconds(job),
  end: (job.endedAt - job.submittedAt) / 1000,
})
