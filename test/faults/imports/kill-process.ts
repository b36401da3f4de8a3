import { setTimeout as sleep } from 'node:timers/promises'
import { type Harm, type HarmedImport, importOnce, importToTheEnd } from './harmed-import.ts'
import type { ImportProcess } from './import-process.ts'
import type { ImportWatch } from './import-watch.ts'

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
    const doing = await killUnlessEnded(one, watch)
    // Faster than when nobody harmed it.
    if (!doing) return { at, wrong: kill < kills / 2 ? [`it ended after ${kill} of ${kills} kills`] : [] }
    at.push(doing)
  }
  await importToTheEnd(harmed)
  return { at, wrong: [] }
}

/** Gives what it was doing; null, and it is not killed, when the import has ended. */
async function killUnlessEnded(one: ImportProcess, watch: ImportWatch): Promise<string | null> {
  one.signal('SIGSTOP')
  let seen = await watch.read()
  // Its last statement may still be under way.
  if (seen?.doing === 'finish') {
    await sleep(100)
    seen = await watch.read()
  }
  const doing = seen?.doing ?? null
  one.signal(doing ? 'SIGKILL' : 'SIGCONT')
  const { how, said } = await one.ended
  if (how !== (doing ? 'SIGKILL' : 0)) throw new Error(`an import ended by itself with ${how}: ${said}`)
  return doing
}
