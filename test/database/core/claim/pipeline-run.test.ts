import { setTimeout as sleep } from 'node:timers/promises'
import { judgeError } from '@edgesweep/core/claim/judge-error.ts'
import type { Pipeline } from '@edgesweep/core/claim/pipeline.ts'
import { PipelineRun, type PipelineRunOptions } from '@edgesweep/core/claim/pipeline-run.ts'
import { Away, DomainTrouble, Refused } from '@edgesweep/core/endings/typed-errors.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { type CreativeReading, finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const log = { info: () => {}, warn: () => {}, error: () => {} }
const ctx = { db, clock: systemClock, log }

beforeEach(async () => {
  await runStatement(db, 'none', sql`truncate creatives, pipeline_completions`)
})

type Record = ClaimedRow & { url: string }
const nothing: CreativeReading = { title: null, bodyText: null, landingUrl: null, media: [] }

/** A pipeline of creatives whose records `work` processes. */
const pipelineOf = (
  work: (record: Record, lost: AbortSignal) => Promise<void>,
): Pipeline<typeof ctx, Record, CreativeReading> => ({
  name: 'creatives',
  retry: { maxAttempts: 3, retrySeconds: 0.1 },
  process: async (_, record, { lost }) => {
    await work(record, lost)
    return nothing
  },
  judge: judgeError,
  finish: finishCreatives,
})
const run = (work: (record: Record, lost: AbortSignal) => Promise<void>, options: Partial<PipelineRunOptions> = {}) =>
  new PipelineRun(ctx, pipelineOf(work), { instance: 'host-1', workers: 4, batch: 10, ...options })
const add = (count: number) =>
  runStatement(
    db,
    'add',
    sql`insert into creatives (id, url) select new_id('cre_'), gen_random_uuid()::text from generate_series(1, ${count}::int)`,
  )
const statuses = async () =>
  Object.fromEntries(
    (
      await runStatement<{ status: string; count: number }>(
        db,
        'statuses',
        sql`select status, count(*)::int from creatives group by 1`,
      )
    ).map(({ status, count }) => [status, count]),
  )

test.each([1, 10, 50])(
  'five concurrent instances process every record once, with %i records per claim',
  async (batch) => {
    await add(400)
    const seen: string[] = []
    const work = async ({ id }: Record) => {
      seen.push(id)
      if (seen.length % 7 === 0) await sleep(2)
    }
    const runs = await Promise.all([1, 2, 3, 4, 5].map((n) => run(work, { instance: `host-${n}`, batch }).run()))
    expect(runs.reduce((sum, { done }) => sum + done, 0)).toBe(400)
    expect(seen).toHaveLength(400)
    expect(new Set(seen).size).toBe(400)
    expect(await statuses()).toEqual({ completed: 400 })
    const counted = sql`select count(distinct instance)::int as instances, sum(completed)::int as completed from pipeline_completions`
    expect(await runStatement(db, 'counted', counted)).toMatchObject([{ completed: 400 }])
  },
)

test('a failed record is retried, a refused one is not, and neither blocks the others', async () => {
  await add(20)
  const tries = new Map<string, number>()
  let first = ''
  let second = ''
  const counts = await run(async ({ id }) => {
    tries.set(id, (tries.get(id) ?? 0) + 1)
    first ||= id
    if (id === first && tries.get(id) === 1) throw new DomainTrouble('answered 500')
    if (id !== first) second ||= id
    if (id === second) throw new Refused('answered 404')
  }).run()
  expect(counts).toMatchObject({ done: 19, retry: 1, failed: 1, lost: 0 })
  expect([tries.get(first), tries.get(second)]).toEqual([2, 1])
})

test("a dead instance's records are taken over when their lease has expired", async () => {
  await add(10)
  // An instance that neither ends its records nor renews its claims.
  void run(() => new Promise(() => {}), { instance: 'dead' }).run()
  await expect.poll(statuses).toEqual({ processing: 10 })
  await runStatement(db, 'lapse', sql`update creatives set lease_expires_at = now(), lease_token = 'dead'`)
  const counts = await run(async () => {}).run()
  expect(counts).toMatchObject({ done: 10, lost: 0 })
})

test('work on a lost record is aborted, and its end is refused', async () => {
  await add(1)
  const reasons: unknown[] = []
  const slow = run((_, lost) => new Promise((_, reject) => lost.addEventListener('abort', () => reject(lost.reason))), {
    leaseSeconds: 0.3,
  })
  const ended = slow.run().then((counts) => reasons.push(counts))
  await expect.poll(statuses).toEqual({ processing: 1 })
  await runStatement(
    db,
    'another',
    sql`update creatives set lease_token = 'another', lease_expires_at = now() + interval '1 minute'`,
  )
  await ended
  expect(reasons).toMatchObject([{ lost: 1, done: 0 }])
  expect(await statuses()).toEqual({ processing: 1 })
})

test('a stopped instance ends its records in progress and returns the others', async () => {
  await add(30)
  let begun = 0
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const instance = run(async () => {
    begun += 1
    await held
  })
  const ended = instance.run()
  await expect.poll(() => begun).toBe(4)
  instance.stop(60_000)
  await expect.poll(statuses).toEqual({ pending: 26, processing: 4 })
  letGo()
  expect(await ended).toMatchObject({ done: 4 })
  expect(await statuses()).toEqual({ pending: 26, completed: 4 })
  const spent = sql`select max(attempts) as attempts from creatives where status = 'pending'`
  expect(await runStatement(db, 'spent', spent)).toEqual([{ attempts: 0 }])
})

test('a record in progress that does not end in time is returned without spending an attempt', async () => {
  await add(4)
  let begun = 0
  const instance = run(() => {
    begun += 1
    return new Promise(() => {})
  })
  const ended = instance.run()
  await expect.poll(() => begun).toBe(4)
  instance.stop(50)
  expect(await ended).toMatchObject({ unused: 4, done: 0 })
  expect(await statuses()).toEqual({ pending: 4 })
})

test('a run that keeps looking finds later records with all its workers, even while one is busy', async () => {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await add(1)
  let begun = 0
  const instance = run(
    async () => {
      begun += 1
      await held
    },
    { keepLooking: true },
  )
  const ended = instance.run()
  await expect.poll(() => begun).toBe(1)
  await sleep(200)
  await add(3)
  await expect.poll(() => [begun, instance.busy]).toEqual([4, 4])
  instance.setWorkers(6)
  await add(4)
  await expect.poll(() => instance.busy).toBe(6)
  instance.setWorkers(2)
  letGo()
  await expect.poll(statuses).toEqual({ completed: 8 })
  await add(5)
  await expect.poll(statuses).toEqual({ completed: 13 })
  instance.stop(0)
  expect(await ended).toMatchObject({ done: 13, lost: 0 })
})

test('a result is written when the database is available again', async () => {
  await add(3)
  let away = 2
  const pipeline = pipelineOf(async () => {})
  const finish: typeof pipeline.finish = async (...args) => {
    if (away-- > 0) throw new StatementError('finish-creatives', new Error('ECONNREFUSED'))
    return pipeline.finish(...args)
  }
  const quick = { ...ctx, clock: { now: systemClock.now, sleep: (ms: number) => sleep(ms === 1_000 ? 1 : ms) } }
  const counts = await new PipelineRun(quick, { ...pipeline, finish }, { instance: 'host-1', workers: 2 }).run()
  expect(counts).toMatchObject({ done: 3, lost: 0 })
})

test('a result that the database refuses ends the run with the reason', async () => {
  await add(3)
  const pipeline = { ...pipelineOf(async () => {}), finish: () => Promise.reject(new Error('value too long')) }
  await expect(new PipelineRun(ctx, pipeline, { instance: 'host-1', workers: 2 }).run()).rejects.toThrow(
    'value too long',
  )
})

/** Ends the claims of dead instances at once. */
const lapse = () =>
  runStatement(db, 'lapse', sql`update creatives set lease_expires_at = now() where status = 'processing'`)

/** An instance that dies when `work` throws `Death`: it neither ends its records nor renews its claims. */
class Death extends Error {}
function mortal(work: (record: Record) => Promise<void>, options: Partial<PipelineRunOptions> = {}) {
  let died = () => {}
  const death = new Promise<void>((resolve) => {
    died = resolve
  })
  let isDead = false
  const execute = (statement: never) => (isDead ? new Promise<never>(() => {}) : db.execute(statement))
  const through = { ...ctx, db: { execute } as unknown as typeof db }
  const pipeline = pipelineOf(async (record) => {
    await work(record).catch(async (error) => {
      if (!(error instanceof Death)) throw error
      isDead = true
      died()
      await new Promise(() => {})
    })
    if (isDead) await new Promise(() => {})
  })
  const instance = new PipelineRun(through, pipeline, { instance: 'mortal', workers: 4, batch: 10, ...options })
  return Promise.race([death.then(() => null), instance.run()])
}

test('a process that claims ten records and dies at the first, five times, leaves nine without a spent attempt', async () => {
  await add(10)
  const [{ id: killer }] = (await runStatement<{ id: string }>(
    db,
    'first',
    sql`select min(id) as id from creatives`,
  )) as [{ id: string }]
  const begun: string[] = []
  for (let death = 0; death < 4; death++) {
    const counts = await mortal(
      async ({ id }) => {
        begun.push(id)
        if (id === killer) throw new Death()
      },
      { workers: 1 },
    )
    expect(counts).toBeNull()
    await lapse()
  }
  const rows = await runStatement<{ id: string; status: string; attempts: number }>(
    db,
    'rows',
    sql`select id, status, attempts from creatives order by id`,
  )
  expect(
    rows.filter(({ id }) => id !== killer).every(({ status, attempts }) => status !== 'failed' && attempts <= 1),
  ).toBe(true)
  const counts = await run(async () => {}).run()
  expect(counts).toMatchObject({ failed: 0 })
  expect(await statuses()).toEqual({ completed: 9, failed: 1 })
  const failed = sql`select attempts, error from creatives where status = 'failed'`
  expect(await runStatement(db, 'failed', failed)).toEqual([
    { attempts: 3, error: 'given up after 3 attempts: the worker of the last one died' },
  ])
})

test('after a death with several records at work, the killer is alone when it kills again, and the others complete', async () => {
  await add(12)
  const [{ id: killer }] = (await runStatement<{ id: string }>(
    db,
    'some',
    sql`select max(id) as id from creatives`,
  )) as [{ id: string }]
  const company: number[] = []
  for (let life = 0; life < 6; life++) {
    const atWork = new Set<string>()
    const counts = await mortal(async ({ id }) => {
      atWork.add(id)
      await sleep(20)
      if (id === killer) {
        company.push(atWork.size - 1)
        throw new Death()
      }
      atWork.delete(id)
    })
    await lapse()
    if (counts) break
  }
  expect(company.slice(1)).toEqual([0, 0, 0])
  expect(await statuses()).toEqual({ completed: 11, failed: 1 })
})

test('an error of ours spends no attempt, and the record completes when the part is back', async () => {
  await add(3)
  let tries = 0
  const counts = await run(async () => {
    tries += 1
    if (tries <= 3) throw new Away('the bucket does not answer')
  }).run()
  expect(counts).toMatchObject({ done: 3, deferred: 3, failed: 0 })
  expect(await runStatement(db, 'spent', sql`select max(attempts) as most from creatives`)).toEqual([{ most: 1 }])
})
