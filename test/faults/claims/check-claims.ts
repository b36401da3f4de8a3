import type { BenchServer } from '../../support/postgres/bench-server.ts'
import type { WorkProcess } from '../../support/stack/work-process.ts'
import { type ClaimEnd, readClaimEnds } from './claim-ends.ts'

/** The course of a run. Times are epoch milliseconds by the database's clock. */
export interface Story {
  records: number
  leaseSeconds: number
  all: WorkProcess[]
  killed: WorkProcess
  killedAt: number
  /** Stopped for longer than its lease, then resumed. */
  paused: WorkProcess
  resumedAt: number
  /** Asked to end while it held claims. */
  asked: WorkProcess
  askedAt: number
}

interface InstanceRow {
  runtime: string
  fate: string
  completed: number
  /** Its ends that were refused as too late. Null for the killed instance, whose log ends before. */
  refused: number | null
  /** Claims of other instances that it released after their leases. */
  released: number | null
}

export interface Verdict {
  instances: InstanceRow[]
  /** Records held by the killed instance, and the time until the first and the last of them were released. */
  heldByKilled: number
  takenBackAfterSeconds: [first: number, last: number]
  /** Results of the resumed instance that were refused because others had completed their records. */
  lateResultsRefused: number
  /** Unused claims that the instance returned when asked to end, and the time until then. */
  givenBack: number
  givenBackAfterSeconds: number
  wrong: string[]
}

/** An instance counts its completed records in the database at most once a second. */
const uncountedMs = 2_000

/** Checks how all records and claims ended. Call it after every instance has ended. */
export async function checkClaims(server: BenchServer, database: string, story: Story): Promise<Verdict> {
  const { records, leaseSeconds, all, killed, killedAt, paused, resumedAt, asked, askedAt } = story
  const wrong: string[] = []
  const expect = (right: boolean, problem: string) => void (right || wrong.push(problem))
  const ends = await readClaimEnds(server, database)
  const endings = ends.filter(({ status }) => status !== 'pending')
  const returnsOf = ({ instance }: WorkProcess) =>
    ends.filter((end) => end.status === 'pending' && end.instance === instance)

  const ended = new Set(endings.map(({ id }) => id))
  expect(endings.length === records && ended.size === records, `${endings.length} endings of ${ended.size} records`)
  for (const line of await wrongRecords(server, database)) wrong.push(line)

  const completedBy = new Map(endings.map(({ id, instance }) => [id, instance]))
  for (const one of [killed, paused]) {
    const taken = returnsOf(one)
    expect(taken.length > 0, `${one.runtime} held no records at the fault`)
    const own = taken.filter(({ id }) => completedBy.get(id) === one.instance)
    expect(own.length === 0, `${own.length} of the records taken from ${one.runtime} were completed by it`)
    const early = taken.filter(({ afterLease }) => afterLease < 0)
    expect(early.length === 0, `${early.length} claims of ${one.runtime} were taken before their leases had passed`)
    // Busy instances look for stale claims once per lease.
    const late = taken.filter(({ afterLease }) => afterLease > 2 * leaseSeconds)
    expect(
      late.length === 0,
      `${late.length} claims of ${one.runtime} were released up to ${most(late)} s after their leases`,
    )
  }
  const takenBack = returnsOf(killed).map(({ at }) => (at - killedAt) / 1000)

  const refused = paused.all('claim.refused').filter(({ outcome }) => outcome === 'done')
  expect(refused.length > 0, 'no late result of the resumed instance was refused')
  const foreign = refused.filter(({ id }) => completedBy.get(id as string) === paused.instance)
  expect(foreign.length === 0, `${foreign.length} results were refused to the instance that completed the records`)
  const afterwards = endings.filter(({ instance, at }) => instance === paused.instance && at > resumedAt)
  expect(afterwards.length > 0, 'the resumed instance completed no further records')

  const unused = returnsOf(asked)
  expect(unused.length > 0, 'the instance that was asked to end returned no claims')
  const spent = unused.filter(({ attempts }) => attempts !== 0)
  expect(spent.length === 0, `${spent.length} records that had not begun spent an attempt`)
  const givenBackAfterSeconds = Math.max(0, ...unused.map(({ at }) => (at - askedAt) / 1000))
  expect(givenBackAfterSeconds < leaseSeconds / 2, `claims were returned only after ${givenBackAfterSeconds} s`)

  for (const { event, instance, error } of all.flatMap(({ logged }) => logged.filter(({ level }) => level === 'error')))
    wrong.push(`${instance} logged ${event} ${error ?? ''}`)
  const counted = await countsOf(server, database)
  const instances = all.map((one): InstanceRow => {
    const own = endings.filter(({ instance }) => instance === one.instance)
    const uncounted = own.length - (counted.get(one.instance) ?? 0)
    const mayBeUncounted = one === killed ? own.filter(({ at }) => at > killedAt - uncountedMs).length : 0
    expect(
      uncounted >= 0 && uncounted <= mayBeUncounted,
      `${one.runtime} did not count ${uncounted} of its ${own.length} records`,
    )
    const counts = one.all('work.ended')[0] as { lost: number; released: number } | undefined
    return {
      runtime: one.runtime,
      fate: fateOf(story, one),
      completed: own.length,
      refused: counts?.lost ?? null,
      released: counts?.released ?? null,
    }
  })
  return {
    instances,
    heldByKilled: takenBack.length,
    takenBackAfterSeconds: [takenBack.at(0) ?? 0, takenBack.at(-1) ?? 0],
    lateResultsRefused: refused.length,
    givenBack: unused.length,
    givenBackAfterSeconds,
    wrong,
  }
}

const most = (ends: ClaimEnd[]) => Math.max(...ends.map(({ afterLease }) => afterLease)).toFixed(1)

function fateOf({ killed, paused, asked }: Story, one: WorkProcess): string {
  if (one === killed) return 'killed'
  if (one === paused) return 'stopped past its lease'
  return one === asked ? 'asked to end' : ''
}

async function wrongRecords(server: BenchServer, database: string): Promise<string[]> {
  const [result] = await server.run(
    database,
    `select id, status, title, lease_token as token from creatives
     where status <> 'completed' or lease_token is not null or claimed_by is null
       or title is distinct from 'Creative ' || substring(url from '\\d+$')
       or landing_url is distinct from 'https://landing.example/' || substring(url from '\\d+$')
     limit 5`,
  )
  return result!.rows.map((row) => `differs from its page, or has not ended: ${JSON.stringify(row)}`)
}

async function countsOf(server: BenchServer, database: string): Promise<Map<string, number>> {
  const sums = `select instance, sum(completed)::int as completed from pipeline_completions group by instance`
  const [result] = await server.run(database, sums)
  return new Map(result!.rows.map(({ instance, completed }) => [instance, completed]))
}
