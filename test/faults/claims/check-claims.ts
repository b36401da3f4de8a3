import type { BenchServer } from '../../support/bench-server.ts'
import type { WorkProcess } from '../../support/work-process.ts'
import { type ClaimEnd, readClaimEnds } from './claim-ends.ts'

/** What happened to whom, and when: epoch milliseconds, by the database's clock. */
export interface Story {
  records: number
  leaseSeconds: number
  all: WorkProcess[]
  killed: WorkProcess
  killedAt: number
  /** Stopped for longer than its lease, and let go on. */
  paused: WorkProcess
  resumedAt: number
  /** Asked to end while it had claims. */
  asked: WorkProcess
  askedAt: number
}

interface InstanceRow {
  runtime: string
  what: string
  completed: number
  /** Its ends that came too late to count; null of the killed one, whose log ends before. */
  refused: number | null
  /** Claims of others that it took back after their leases. */
  released: number | null
}

export interface Verdict {
  instances: InstanceRow[]
  /** Records that the killed instance held, and how long after its end the first and the last of them were taken back. */
  heldByKilled: number
  takenBackAfterSeconds: [first: number, last: number]
  /** Results of the paused instance that were refused, since others had completed their records. */
  lateResultsRefused: number
  /** Claims that the one that was asked to end gave back unused, and how long after. */
  givenBack: number
  givenBackAfterSeconds: number
  wrong: string[]
}

/** An instance tells what it has completed once a second, when it completes something. */
const untoldMs = 2_000

/** What became of all records and all claims, when every instance has ended. */
export async function checkClaims(server: BenchServer, database: string, story: Story): Promise<Verdict> {
  const { records, leaseSeconds, all, killed, killedAt, paused, resumedAt, asked, askedAt } = story
  const wrong: string[] = []
  const expect = (right: boolean, what: string) => void (right || wrong.push(what))
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
    expect(taken.length > 0, `${one.runtime} held nothing when it was struck`)
    const own = taken.filter(({ id }) => completedBy.get(id) === one.instance)
    expect(own.length === 0, `${own.length} of the records taken from ${one.runtime} were completed by it`)
    const early = taken.filter(({ afterLease }) => afterLease < 0)
    expect(early.length === 0, `${early.length} claims of ${one.runtime} were taken before their leases had passed`)
    // Others look for stale claims once a lease while they have work.
    const late = taken.filter(({ afterLease }) => afterLease > 2 * leaseSeconds)
    expect(late.length === 0, `${late.length} claims of ${one.runtime} were left lying, up to ${most(late)} s`)
  }
  const takenBack = returnsOf(killed).map(({ at }) => (at - killedAt) / 1000)

  const refused = paused.all('claim.refused').filter(({ outcome }) => outcome === 'done')
  expect(refused.length > 0, 'no result of the one that came back late was refused')
  const foreign = refused.filter(({ id }) => completedBy.get(id as string) === paused.instance)
  expect(foreign.length === 0, `${foreign.length} records were refused to the one that completed them`)
  const afterwards = endings.filter(({ instance, at }) => instance === paused.instance && at > resumedAt)
  expect(afterwards.length > 0, 'the one that came back late did not go on working')

  const unused = returnsOf(asked)
  expect(unused.length > 0, 'the one that was asked to end had nothing to give back')
  const spent = unused.filter(({ attempts }) => attempts !== -1)
  expect(spent.length === 0, `${spent.length} records that had not begun have lost an attempt`)
  const givenBackAfterSeconds = Math.max(0, ...unused.map(({ at }) => (at - askedAt) / 1000))
  expect(givenBackAfterSeconds < leaseSeconds / 2, `claims were given back only after ${givenBackAfterSeconds} s`)

  for (const { event, instance, error } of all.flatMap(({ logged }) => logged.filter(({ level }) => level === 'error')))
    wrong.push(`${instance} told of ${event} ${error ?? ''}`)
  const told = await toldBy(server, database)
  const instances = all.map((one): InstanceRow => {
    const own = endings.filter(({ instance }) => instance === one.instance)
    const untold = own.length - (told.get(one.instance) ?? 0)
    const mayBeUntold = one === killed ? own.filter(({ at }) => at > killedAt - untoldMs).length : 0
    expect(untold >= 0 && untold <= mayBeUntold, `${one.runtime} did not tell of ${untold} of its ${own.length}`)
    const counts = one.all('work.ended')[0] as { lost: number; released: number } | undefined
    return {
      runtime: one.runtime,
      what: what(story, one),
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

function what({ killed, paused, asked }: Story, one: WorkProcess): string {
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
  return result!.rows.map((row) => `not as its page says, or not ended: ${JSON.stringify(row)}`)
}

async function toldBy(server: BenchServer, database: string): Promise<Map<string, number>> {
  const sums = `select instance, sum(completed)::int as completed from pipeline_completions group by instance`
  const [result] = await server.run(database, sums)
  return new Map(result!.rows.map(({ instance, completed }) => [instance, completed]))
}
