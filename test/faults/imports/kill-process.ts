import { setTimeout as sleep } from 'node:timers/promises'
import { type Harm, type HarmedImport, importOnce, importToTheEnd } from './harmed-import.ts'

/**
 * Kills the importing process so many times, all over the import: by turns a random time after it has the import, and at a random one of its
 * steps. Each time another process goes on.
 */
export async function killProcess(harmed: HarmedImport, kills: number): Promise<Harm> {
  const { watch, calm } = harmed
  const at: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const one = importOnce(harmed)
    const { step } = await watch.until('the import begun', (row) => row.claimedBy === one.instance || one.isOver)
    if (kill % 2 === 0) {
      const share = (kill + 1) / kills - step / calm.steps
      await sleep(0.8 * calm.ms * Math.max(0, share) * Math.random())
    } else {
      const aim = Math.floor((calm.steps * (kill + Math.random())) / kills)
      await watch.until(`step ${aim}`, (row) => row.step >= Math.max(aim, step) || one.isOver)
      await sleep(20 * Math.random())
    }
    one.signal('SIGKILL')
    const [{ how }, seen] = await Promise.all([one.ended, watch.read()])
    // Faster than when nobody harmed it.
    if (how === 0) return { at, wrong: kill < kills / 2 ? [`it ended after ${kill} of ${kills} kills`] : [] }
    if (how !== 'SIGKILL') return { at, wrong: [`it ended by itself with ${how}`] }
    at.push(seen?.doing ?? 'end')
  }
  await importToTheEnd(harmed)
  return { at, wrong: [] }
}
