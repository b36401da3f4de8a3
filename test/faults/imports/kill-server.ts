import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../support/eventually.ts'
import type { BenchServer } from '../../support/postgres/bench-server.ts'
import { type Harm, type HarmedImport, importOnce, importToTheEnd } from './harmed-import.ts'

/**
 * Kills the server while rows are staged or merged, so that the staged rows are lost, which must be detected. The process may
 * wait for the server and continue, or fail and be restarted.
 */
export async function killServer(harmed: HarmedImport, doing: 'stage' | 'merge'): Promise<Harm> {
  const { watch, server, calm } = harmed
  const one = importOnce(harmed)
  await watch.until(`to ${doing}`, (row) => row.doing === doing && row.claimedBy === one.instance)
  await sleep(0.5 * calm.msOf[doing] * Math.random())
  const before = await watch.read()
  process.kill(postmasterOf(server), 'SIGKILL')
  await eventually('the restart of the server', () => server.run('postgres', 'select 1'))
  const after = await watch.until('the import after the restart', () => true)
  const wrong: string[] = []
  // The last statement before the kill may have ended the merge, which then needs no staged rows.
  const needsRows = after.doing !== 'restore_index' && after.doing !== 'finish' && after.endedAt === null
  if (needsRows && after.doing !== 'begin' && after.doing !== 'stage')
    wrong.push(`staged rows survived the server: the next step was ${before?.doing}, and then ${after.doing}`)
  const { how } = await one.ended
  if (how === 1) await importToTheEnd(harmed)
  else if (how !== 0) wrong.push(`the process ended with ${how}`)
  return { at: [before?.doing ?? 'end'], wrong }
}

const postmasterOf = ({ folder }: BenchServer) =>
  Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
