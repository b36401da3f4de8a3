import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { testDatabase } from '../support/postgres/postgres.ts'
import { adPage, serveSlowly } from '../support/serve-slowly.ts'
import { type Runtime, runnerEnv, WorkProcess } from '../support/stack/work-process.ts'

const hour = 3_600_000

describe.each<Runtime>(['node', 'bun', 'deno'])('on %s', (runtime) => {
  test('a missing or invalid setting is reported in one sentence with exit code 2', async () => {
    const missing = new WorkProcess(runtime, { DATABASE_URL: '' }, ['creatives'])
    const unknown = new WorkProcess(runtime, {}, ['people'])
    expect([await missing.ended, missing.output]).toEqual([2, expect.stringContaining('DATABASE_URL is not set')])
    expect([await unknown.ended, unknown.output]).toEqual([2, expect.stringContaining('profiles')])
  })

  test('an instance works off the due records, through the pooler if there is one, and ends', async () => {
    const { start, add, count } = await openCreatives({ pageMs: 40 })
    await add(400)
    const one = start(runtime, '--batch', '10', '--until-idle')
    expect(await one.ended, one.output).toBe(0)
    const right = `status = 'completed' and attempts = 1 and title = 'Creative ' || substring(url from '\\d+$')`
    expect(await count(`${right} and claimed_by = '${one.instance}'`)).toBe(400)
    expect(one.logged.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('an instance asked to end completes its records in progress and returns the others as if never claimed', async () => {
    const { start, add, count } = await openCreatives({ pageMs: 300 })
    await add(60)
    const one = start(runtime, '--workers', '4', '--max-workers', '4', '--batch', '50')
    await eventually('the first records', async () => (await count(`status = 'completed'`)) > 0)
    one.signal('SIGTERM')
    expect(await one.ended, one.output).toBe(0)
    const completed = await count(`status = 'completed' and attempts = 1`)
    expect(completed).toBeGreaterThan(0)
    expect(await count(`status = 'pending' and attempts = 0 and claimed_by is null`)).toBe(60 - completed)
    expect(one.all('work.ended')).toMatchObject([{ done: completed, lost: 0, allReleased: true }])
  })

  test('at a second stop request an instance exits at once, even with records in progress', async () => {
    const { start, add, count, asked } = await openCreatives({ pageMs: hour })
    await add(20)
    const one = start(runtime, '--workers', '4', '--max-workers', '4', '--batch', '20')
    await eventually('pages in hand', () => asked() === 4)
    one.signal('SIGTERM')
    // The returned records show that the first request was received.
    await eventually('the returned records', async () => (await count(`status = 'pending'`)) === 16, { every: 20 })
    const askedAgainAt = performance.now()
    one.signal('SIGTERM')
    expect(await one.ended, one.output).toBe(1)
    expect(performance.now() - askedAgainAt).toBeLessThan(5_000)
    expect(one.all('work.aborted')).toMatchObject([{ reason: 'a second stop request', held: 4 }])
  })

  test('three instances have a name and claims each, and end when their supervisor is asked to', async () => {
    const { start, add, count } = await openCreatives({ pageMs: 200 })
    const supervisor = start(runtime, '--instances', '3', '--batch', '10')
    await supervisor.begun(3)
    const names = new Set(supervisor.all('work.started').map(({ instance }) => instance))
    expect([names.size, names.has(supervisor.instance)]).toEqual([3, false])
    await add(300)
    await eventually('claims of each', async () => (await count('true', 'distinct claimed_by')) === 3)
    supervisor.signal('SIGTERM')
    expect(await supervisor.ended, supervisor.output).toBe(0)
    expect(new Set(supervisor.all('work.ended').map(({ instance }) => instance))).toEqual(names)
    expect(supervisor.all('work.started').map(({ pid }) => isAlive(pid as number))).toEqual([false, false, false])
    expect(await count(`status = 'processing'`)).toBe(0)
  })

  test('an instance that dies is replaced, and all instances return their claims when their supervisor is killed', async () => {
    const { start, add, count } = await openCreatives({ pageMs: 200 })
    const supervisor = start(runtime, '--instances', '2', '--batch', '20')
    await supervisor.begun(2)
    process.kill(supervisor.all('work.started')[0]!.pid as number, 'SIGKILL')
    await supervisor.begun(3)
    const living = supervisor.all('work.started').slice(1)
    await add(300)
    await eventually('claims of both', async () => (await count('true', 'distinct claimed_by')) === 2)
    supervisor.signal('SIGKILL')
    expect(await supervisor.ended, supervisor.output).toBe('SIGKILL')
    const ended = supervisor.all('work.ended').map(({ instance }) => instance)
    expect(new Set(ended)).toEqual(new Set(living.map(({ instance }) => instance)))
    expect(await count(`status = 'processing'`)).toBe(0)
  })
})

/** Creatives on a server whose pages take `pageMs`, and instances that work on them. */
async function openCreatives({ pageMs }: { pageMs: number }) {
  const { url, pooledUrl } = await testDatabase()
  const pages = await serveSlowly(pageMs, adPage)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const started: WorkProcess[] = []
  onTestFinished(async () => {
    for (const process of started) process.signal('SIGKILL')
    await Promise.all(started.map(({ ended }) => ended))
    await client.end()
    await pages.close()
  })
  return {
    asked: pages.asked,
    add: (records: number) =>
      client.query(
        `insert into creatives (id, url) select new_id('cre_'), $1 || n from generate_series(1, $2::int) n`,
        [pages.url, records],
      ),
    async count(where: string, what = '*'): Promise<number> {
      const { rows } = await client.query(`select count(${what})::int as count from creatives where ${where}`)
      return rows[0].count
    },
    start(runtime: Runtime, ...args: string[]): WorkProcess {
      const process = new WorkProcess(runtime, runnerEnv(pooledUrl, pages.host), ['creatives', ...args])
      started.push(process)
      return process
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
