import { simulatePolls } from './polls.ts'
import type { Report } from './report.ts'

/** In dollars, by Cloudflare's price list of 2026 for the paid plan. Prices change. */
const prices = { workersPerMillion: 0.3, objectsPerMillion: 0.15 }
/** The capacity of one object according to Cloudflare. */
const objectRequestsPerSecond = 1_000
const carts = 25_000
const everySeconds = 2
const seconds = 60
const jobsPerSecond = 13

/** 25,000 jobs polled every 2 s through several numbers of reader isolates: the load on the lane's object, and the cost of an hour. */
export async function reportPolls(): Promise<Report> {
  const pollsPerSecond = carts / everySeconds
  // In turn, because these isolates would share one cache.
  const found = await Array.fromAsync([1, 10, 50, 200], async (isolates) => {
    const one = await simulatePolls({
      carts,
      pollsPerSecond: Math.round(pollsPerSecond / isolates),
      jobsPerSecond,
      seconds,
      seed: isolates,
    })
    const perSecond = (calls: number) => (calls * isolates) / seconds
    return {
      isolates,
      heads: perSecond(one.head),
      blocks: perSecond(one.block),
      lookedUp: perSecond(one.lookedUp),
      lane: perSecond(one.head + one.block + one.lookedUp),
      ownObjects: perSecond(one.ownObject),
    }
  })
  const dollars = (workers: number, objects: number) =>
    (3600 * (workers * prices.workersPerMillion + objects * prices.objectsPerMillion)) / 1e6
  const rows = found.map((one) => ({
    'reader isolates': one.isolates,
    'heads/s': one.heads.toFixed(1),
    'blocks/s': one.blocks.toFixed(1),
    'looked up/s': one.lookedUp.toFixed(1),
    'Lane, all/s': one.lane.toFixed(0),
    'JobStatus, all/s': one.ownObjects.toFixed(0),
    '$ an hour': dollars(pollsPerSecond, one.lane + one.ownObjects).toFixed(2),
  }))
  const naive = {
    'reader isolates': 'without caching',
    'heads/s': '–',
    'blocks/s': '–',
    'looked up/s': pollsPerSecond.toFixed(0),
    'Lane, all/s': pollsPerSecond.toFixed(0),
    'JobStatus, all/s': '–',
    '$ an hour': dollars(pollsPerSecond, pollsPerSecond).toFixed(2),
  }
  return {
    tables: [
      {
        caption: `${pollsPerSecond.toLocaleString('en')} polls a second; without caching they would need ${(pollsPerSecond / objectRequestsPerSecond).toFixed(1)} Lane objects`,
        rows: [...rows, naive],
      },
    ],
    figures: { simulation: 'polls', pollsPerSecond, jobsPerSecond, prices, found },
  }
}
