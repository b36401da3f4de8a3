import { setTimeout as sleep } from 'node:timers/promises'
import { type Harm, type HarmedImport, importOnce, importToTheEnd } from './harmed-import.ts'
import type { ImportProcess } from './import-process.ts'
import type { ImportWatch } from './import-watch.ts'

/**
 * Kills the importing process `kills` times, spread over the import: in turns after a random time and at a random step. Another
 * process continues each time.
 */
export async function killProcess(harmed: HarmedImport, kills: number): Promise<Harm> {
  const { watch, calm } = harmed
  const at: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const one = importOnce(harmed)
    const { step } = await watch.until('the start of the import', (row) => row.claimedBy === one.instance || one.isOver)
    if (kill % 2 === 0) {
      const share = (kill + 1) / kills - step / calm.steps
      await sleep(0.8 * calm.ms * Math.max(0, share) * Math.random())
    } else {
      const aim = Math.floor((calm.steps * (kill + Math.random())) / kills)
      await watch.until(`step ${aim}`, (row) => row.step >= Math.max(aim, step) || one.isOver)
      await sleep(20 * Math.random())
    }
    const doing = await killUnlessEnded(one, watch)
    // It was faster than the undisturbed import.
    if (!doing) return { at, wrong: kill < kills / 2 ? [`it ended after ${kill} of ${kills} kills`] : [] }
    at.push(doing)
  }
  await importToTheEnd(harmed)
  return { at, wrong: [] }
}

/** Kills the process and returns the step in progress. Returns null, without killing it, when the import has ended. */
async function killUnlessEnded(one: ImportProcess, watch: ImportWatch): Promise<string | null> {
  one.signal('SIGSTOP')
  let seen = await watch.read()
  // The last statement may still be in progress.
  if (seen?.doing === 'finish') {
    await sleep(100)
    seen = await watch.read()
  }
  const doing = seen?.doing ?? null
  one.signal(doing ? 'SIGKILL' : 'SIGCONT')
  const { how, output } = await one.ended
  if (how !== (doing ? 'SIGKILL' : 0)) throw new Error(`an import ended by itself with ${how}: ${output}`)
  return doing
}
