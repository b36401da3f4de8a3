import { eventually } from '../../support/eventually.ts'
import { type BenchServer, EMPTY } from '../../support/postgres/bench-server.ts'
import { adPage, type SlowServer, serveSlowly } from '../../support/serve-slowly.ts'
import { type Runtime, runnerEnv, WorkProcess } from '../../support/stack/work-process.ts'
import { checkClaims, type Story, type Verdict } from './check-claims.ts'
import { keepClaimEnds } from './claim-ends.ts'
import { CreativesTable } from './creatives-table.ts'

export interface ClaimFaults {
  server: BenchServer
  records: number
  /** The time to answer a page. */
  pageMs: number
  /** The runtimes of five instances: the killed one, the stopped one, the one asked to end, and two undisturbed ones. */
  runtimes?: Runtime[]
  onProgress?: (line: string) => void
}

export interface ClaimFaultsSummary extends Verdict {
  records: number
  seconds: number
}

export const usualRuntimes: Runtime[] = ['bun', 'node', 'bun', 'node', 'deno']
const leaseSeconds = 5
const workers = 8
const batch = 50
const database = 'faults_claims'
const args = ['creatives', '--batch', batch, '--workers', workers, '--max-workers', workers, '--lease', leaseSeconds]

/**
 * Runs five instances on one pipeline. One is killed and one asked to end during their work. One is stopped until the others have completed
 * its records, and then resumed, before the last quarter of the records is added. Checks that each record was completed once with the
 * content of its page. Also checks how every claim ended.
 */
export async function runClaimFaults(options: ClaimFaults): Promise<ClaimFaultsSummary> {
  const { server, records, pageMs, runtimes = usualRuntimes } = options
  const startedAt = Date.now()
  const pages = await serveSlowly(pageMs, adPage)
  await server.run('postgres', `create database ${database} template ${EMPTY}`)
  await server.run(database, ...keepClaimEnds)
  const env = runnerEnv(server.url(database), pages.host)
  const all = runtimes.map((runtime) => new WorkProcess(runtime, env, args.map(String)))
  try {
    await Promise.all(all.map((process) => process.begun()))
    const story = await harm(all, pages, new CreativesTable(server, database, pages.url), options)
    const verdict = await checkClaims(server, database, story)
    return { records, seconds: (Date.now() - startedAt) / 1000, ...verdict }
  } finally {
    for (const process of all) process.signal('SIGKILL')
    await Promise.all(all.map(({ ended }) => ended))
    await pages.close()
  }
}

async function harm(
  all: WorkProcess[],
  pages: SlowServer,
  table: CreativesTable,
  options: ClaimFaults,
): Promise<Story> {
  const { records, onProgress = () => {} } = options
  const [killed, paused, asked, ...others] = all as [WorkProcess, WorkProcess, WorkProcess, ...WorkProcess[]]
  const holdsMany = (process: WorkProcess) =>
    eventually('a batch of claims', async () => (await table.heldBy(process)) > batch / 2, { every: 25 })
  const downTo = (most: number) =>
    eventually(`at most ${most} open records`, async () => (await table.open()) <= most, { within: 300_000, every: 50 })

  const first = Math.ceil((records * 3) / 4)
  await table.add(1, first)
  await downTo(first - records / 4)
  await holdsMany(killed)
  const killedAt = await table.now()
  killed.signal('SIGKILL')
  onProgress(`killed ${killed.runtime} with ${await table.open()} open records`)

  await holdsMany(asked)
  const askedAt = await table.now()
  asked.signal('SIGTERM')
  await endWell(asked)
  if ((await table.heldBy(asked)) > 0) throw new Error(`${asked.runtime} has ended but still holds claims`)
  onProgress(`${asked.runtime} has ended as requested`)

  // Late, so that the others find its records next. Its requests would time out if they had to wait longer.
  await downTo(8 * batch)
  await holdsMany(paused)
  paused.signal('SIGSTOP')
  onProgress(`stopped ${paused.runtime} with ${await table.heldBy(paused)} claims`)
  await downTo(0)
  const resumedAt = await table.now()
  // Its renewal waits for the lock, so it learns of its loss only after it has requested the next pages.
  await table.locked(async () => {
    const asked = pages.asked()
    paused.signal('SIGCONT')
    await eventually('the requests for its next pages', () => pages.asked() >= asked + workers, { every: 10 })
  })
  onProgress(`${paused.runtime} is resumed, and ${records - first} records are added`)
  await table.add(first + 1, records)

  await downTo(0)
  for (const process of [paused, ...others]) process.signal('SIGTERM')
  for (const process of [paused, ...others]) await endWell(process)
  return { records, leaseSeconds, all, killed, killedAt, paused, resumedAt, asked, askedAt }
}

async function endWell({ runtime, ended }: WorkProcess): Promise<void> {
  const how = await ended
  if (how !== 0) throw new Error(`${runtime} was asked to end and ended with ${how}`)
}
