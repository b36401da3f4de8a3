import { setTimeout as sleep } from 'node:timers/promises'
import { type Harm, type HarmedImport, importOnce } from './harmed-import.ts'

/**
 * Stops the importing process in the middle of staging or merging until its lease has run out and another has the import, and then lets it
 * go on: while the other is at work, or when that has ended. Both must say that the import has ended well, the late one without having changed it.
 */
export async function stopProcess(
  harmed: HarmedImport,
  { doing, resumed }: { doing: 'stage' | 'merge'; resumed: 'during' | 'after' },
): Promise<Harm> {
  const { watch, calm } = harmed
  const late = importOnce(harmed)
  try {
    await watch.until(`to ${doing}`, (row) => row.doing === doing && row.claimedBy === late.instance)
    await sleep(0.5 * calm.msOf[doing] * Math.random())
    late.signal('SIGSTOP')
    const stopped = await watch.read()
    if (!stopped?.doing)
      throw new Error(`the import had ended before its process was stopped, which was to be at ${doing}`)
    const other = importOnce(harmed)
    const taken = await watch.until('the other has it', (row) => row.claimedBy === other.instance)
    await watch.until('a step of the other', (row) => row.step > taken.step || row.endedAt !== null)
    if (resumed === 'after') await other.endWell()
    late.signal('SIGCONT')
    await Promise.all([other.endWell(), late.endWell()])
    return { at: [stopped.doing], wrong: [] }
  } finally {
    late.signal('SIGKILL')
  }
}
