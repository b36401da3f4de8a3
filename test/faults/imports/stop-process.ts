import { setTimeout as sleep } from 'node:timers/promises'
import { type Harm, type HarmedImport, importOnce } from './harmed-import.ts'

/**
 * Stops the importing process during staging or merging until another process has taken the import over, and then resumes it,
 * while the other works or after it has ended. Both must report success, and the resumed process must have changed nothing.
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
    if (!stopped?.doing) throw new Error(`the import ended before its process could be stopped in the step ${doing}`)
    const other = importOnce(harmed)
    const taken = await watch.until('the takeover by the other process', (row) => row.claimedBy === other.instance)
    await watch.until('a step of the other process', (row) => row.step > taken.step || row.endedAt !== null)
    if (resumed === 'after') await other.endWell()
    late.signal('SIGCONT')
    await Promise.all([other.endWell(), late.endWell()])
    return { at: [stopped.doing], wrong: [] }
  } finally {
    late.signal('SIGKILL')
  }
}
