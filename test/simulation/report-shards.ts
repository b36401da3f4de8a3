import { maxTickets } from '@edgesweep/core/lane/lane-machine.ts'
import { type BurstResult, simulateBurst } from './burst.ts'
import { lognormal, randomFrom } from './random.ts'
import type { Report } from './report.ts'

const objectRequestsPerSecond = 1_000
/** The share of an object's capacity that is planned for. */
const planned = 0.5
const reserve = objectRequestsPerSecond * planned
const measuredCarts = 5_000
/** Isolates that read the head of a key's line once a second, each from every shard. */
const readers = 50

/** The requests to its lane's object per job, counted in a simulated burst, and the shards that several loads need. */
export async function reportShards(): Promise<Report> {
  const run = await simulateBurst({
    carts: measuredCarts,
    serviceMs: lognormal(37_000, 0.5, randomFrom(1)),
    consumers: 60,
    slots: 8,
    browsers: null,
  })
  const perJob = requestsPerJob(run)
  const bursts = [1_000, 10_000, 25_000, 100_000, 1_000_000].flatMap((carts) =>
    [1, 100, 1_000].map((batch) => ({
      carts,
      batch,
      forTickets: Math.ceil(carts / maxTickets),
      /** The seconds in which one object accepts the carts. */
      acceptSeconds: carts / batch / objectRequestsPerSecond,
    })),
  )
  const rates = [10, 100, 300, 1_000].map((jobsPerSecond) => {
    const shards = Math.ceil((jobsPerSecond * perJob) / (reserve - readers))
    return { jobsPerSecond, requests: jobsPerSecond * perJob + shards * readers, shards }
  })
  return {
    tables: [
      {
        rows: bursts.map(({ carts, batch, forTickets, acceptSeconds }) => ({
          'carts at once': carts,
          'carts per call': batch,
          'one object accepts them in, s': acceptSeconds.toFixed(1),
          'shards for its tickets': forTickets,
        })),
      },
      {
        rows: rates.map(({ jobsPerSecond, requests, shards }) => ({
          'jobs/s': jobsPerSecond,
          'requests/s to the lane': requests.toFixed(0),
          [`shards at ${100 * planned} % of ${objectRequestsPerSecond}/s`]: shards,
        })),
      },
    ],
    figures: { simulation: 'shards', requestsPerJob: perJob, readers, bursts, rates },
  }
}

/** Pulls, finishes and renewals. Submission is counted separately. */
const requestsPerJob = ({ calls, jobs }: BurstResult): number => (calls.pull + calls.finish + calls.renew) / jobs.length
