import { type Calm, importOnce, takeOutcome } from './harmed-import.ts'
import type { ImportWatch } from './import-watch.ts'
import { differences } from './read-outcome.ts'

/** Imports a file in a local process without faults. Throws when the import itself is wrong. */
export async function importCalmly(url: string, path: string, watch: ImportWatch): Promise<Calm> {
  const one = importOnce({ url, path })
  const msOf = { stage: 0, merge: 0 }
  await watch.until('the start of the import', (row) => row.claimedBy === one.instance)
  const begun = Date.now()
  let [at, steps] = [begun, 0]
  await watch.until('its end', ({ doing, step, endedAt }) => {
    const now = Date.now()
    if (doing === 'stage' || doing === 'merge') msOf[doing] += now - at
    at = now
    steps = step
    return endedAt !== null
  })
  await one.endWell()
  const outcome = await takeOutcome(url, path)
  const wrong = differences({ ...outcome, status: 'completed', left: 0, notified: 1 }, outcome)
  if (wrong.length > 0) throw new Error(`an undisturbed import is wrong: ${wrong.join('; ')}`)
  return { outcome, steps, ms: at - begun, msOf }
}
