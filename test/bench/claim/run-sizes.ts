import { runInterleaved, type Spread, spreadOf } from '../rounds.ts'
import type { ClaimArm } from './arm.ts'
import type { ClaimDatabase } from './claim-database.ts'
import { type ClaimWorker, startWorker } from './start-worker.ts'

export interface SizeResult {
  batch: number
  backlog: number
  /** Records claimed and completed per second, by arm. */
  perSecond: Map<string, Spread>
  /** The ratio to bare SQL in the same round. */
  ofBare: Map<string, Spread>
}

/** The number completed of a large backlog, which would take minutes to work off. A small backlog is worked off repeatedly. */
const completedOfLarge = { single: 4_000, batched: 40_000 }
const timesSmall = 5

/** Every arm at one size, interleaved. Throws when a record was lost or handled twice. */
export async function runSize(
  database: ClaimDatabase,
  arms: readonly ClaimArm[],
  floor: ClaimArm,
  size: { batch: number; backlog: number; rounds: number; warmUp: boolean; connections: number },
  say: (line: string) => void,
): Promise<SizeResult> {
  const { batch, backlog, rounds, warmUp, connections } = size
  const workers = new Map<ClaimArm, ClaimWorker>()
  try {
    for (const arm of arms) workers.set(arm, await startWorker(arm, { url: database.url, connections, batch }))
    const measure = async (arm: ClaimArm, round: number) => {
      const rate = await runArm(database, arm, workers.get(arm)!, { batch, backlog })
      say(`batch ${batch}, backlog ${backlog}, round ${round}: ${arm.name} ${Math.round(rate)}/s`)
      return rate
    }
    const results = await runInterleaved(arms, rounds, measure, { warmUp })
    const perSecond = new Map(arms.map((arm) => [arm.name, spreadOf(results.get(arm)!)]))
    const bare = results.get(floor)!
    const shares = arms.map((arm) => results.get(arm)!.map((rate, round) => rate / bare[round]!))
    return { batch, backlog, perSecond, ofBare: new Map(arms.map((arm, at) => [arm.name, spreadOf(shares[at]!)])) }
  } finally {
    for (const worker of workers.values()) await worker.close()
  }
}

/** Records per second of one arm in one round. */
async function runArm(
  database: ClaimDatabase,
  arm: ClaimArm,
  worker: ClaimWorker,
  { batch, backlog }: { batch: number; backlog: number },
): Promise<number> {
  const target = Math.min(backlog, batch === 1 ? completedOfLarge.single : completedOfLarge.batched)
  const times = target === backlog ? timesSmall : 1
  let seconds = 0
  let completed = 0
  for (let time = 0; time < times; time++) {
    await database.prepare(arm, backlog)
    const run = await worker.run(target)
    const { waiting, claimed, done } = await database.count(arm)
    const right = run.again === 0 && run.completed >= target && waiting === backlog - run.completed && claimed === 0
    if (!right || (done !== null && done !== run.completed))
      throw new Error(`${arm.name} is not as it must be: ${JSON.stringify({ backlog, run, waiting, claimed, done })}`)
    seconds += run.seconds
    completed += run.completed
  }
  return completed / seconds
}
