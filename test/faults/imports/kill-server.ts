import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchServer } from '../../bench/bench-server.ts'
import { eventually } from '../../support/eventually.ts'
import { type Harm, type HarmedImport, importOnce, importToTheEnd } from './harmed-import.ts'

/**
 * Kills the server while rows are staged and again while they are merged, with the process left to itself: what is staged is lost each time, which must
 * be noticed.
 */
export async function killServer(harmed: HarmedImport): Promise<Harm> {
  const { watch, server, calm } = harmed
  const at: string[] = []
  const wrong: string[] = []
  for (const doing of ['stage', 'merge'] as const) {
    const one = importOnce(harmed)
    await watch.until(`to ${doing}`, (row) => row.doing === doing && row.claimedBy === one.instance)
    await sleep(0.5 * calm.msOf[doing] * Math.random())
    const before = await watch.read()
    process.kill(postmasterOf(server), 'SIGKILL')
    at.push(before?.doing ?? 'end')
    await eventually('the server again', () => server.run('postgres', 'select 1'))
    const after = await watch.until('the import again', () => true)
    // Unless that was its last step, which keeps nothing staged.
    if (after.hasStaging && before?.doing !== 'finish' && !isAgain(after.doing))
      wrong.push(`what was staged outlived the server, at ${before?.doing}`)
    const { how } = await one.ended
    if (how !== 0 && how !== 1) wrong.push(`the process ended with ${how}`)
  }
  await importToTheEnd(harmed)
  return { at, wrong }
}

const isAgain = (doing: string | null) => doing === 'begin' || doing === 'stage'

const postmasterOf = ({ folder }: BenchServer) =>
  Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
