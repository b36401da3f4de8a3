import { setTimeout as sleep } from 'node:timers/promises'
import type { ClaimArm } from './arm.ts'
import type { ClaimDatabase } from './claim-database.ts'
import { startWorker } from './start-worker.ts'

export interface HeldResult {
  name: string
  /** Records a second: before the transaction, in each five seconds of it (or all of it when shorter), and after it until the rate recovers. */
  before: number
  during: number[]
  /** Seconds from its end until a second reached nine tenths of the rate before. Null when this took longer than the transaction. */
  recoverySeconds: number | null
}

const batch = 50
/** Upper limits; both are also at most the duration of the transaction. */
const [beforeSeconds, mostBucketSeconds] = [10, 5]
/** The number of waiting records stays between these. */
const [least, filled] = [50_000, 100_000]

/** Runs one arm while a transaction elsewhere stays open, so that dead tuples cannot be removed. */
export async function runHeld(
  database: ClaimDatabase,
  arm: ClaimArm,
  { connections, heldSeconds }: { connections: number; heldSeconds: number },
): Promise<HeldResult> {
  // Some arms create their tables when they start.
  const worker = await startWorker(arm, { url: database.url, connections, batch })
  await database.prepare(arm, filled)
  let completed = 0
  let over = false
  let added = filled
  const filling = (async () => {
    for (; !over; await sleep(50)) {
      if (added - completed > least) continue
      await database.run(arm.fill(added, least))
      added += least
    }
  })()
  const rateOver = async (seconds: number) => {
    const [from, at] = [completed, performance.now()]
    await sleep(seconds * 1000)
    return (completed - from) / ((performance.now() - at) / 1000)
  }
  const bucketSeconds = Math.min(mostBucketSeconds, heldSeconds)
  try {
    worker.start((count) => {
      completed = count
    })
    await rateOver(2)
    const before = await rateOver(Math.min(beforeSeconds, heldSeconds))
    const end = await database.hold()
    const during: number[] = []
    for (let second = 0; second < heldSeconds; second += bucketSeconds) during.push(await rateOver(bucketSeconds))
    await end()
    let recoverySeconds: number | null = null
    for (let second = 1; second <= heldSeconds && recoverySeconds === null; second++)
      if ((await rateOver(1)) >= 0.9 * before) recoverySeconds = second
    over = true
    const run = await worker.stop()
    await filling
    const { waiting, claimed, done } = await database.count(arm)
    const right = run.again === 0 && claimed === 0 && waiting === added - run.completed
    if (!right || (done !== null && done !== run.completed))
      throw new Error(`${arm.name} is not as it must be: ${JSON.stringify({ added, run, waiting, claimed, done })}`)
    return { name: arm.name, before, during, recoverySeconds }
  } finally {
    over = true
    await filling
    await worker.close()
  }
}
