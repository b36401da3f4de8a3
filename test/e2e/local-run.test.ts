import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { sessionOf } from '@edgesweep/cli/host/lower-priority.ts'
import { findMarked, waitForEnd } from '@edgesweep/infra/local/processes.ts'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { portBlock } from '../support/stack/port-block.ts'
import { startStack, startToFail, temporaryHome } from '../support/stack/stack.ts'
import { ask } from '../support/stack/stack-client.ts'

const home = temporaryHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function count(url: string, table: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${client.escapeIdentifier(table)}`)
    return rows[0].n
  } finally {
    await client.end()
  }
}

const isBrowser = (command: string) => command.includes('--remote-debugging-port')

const logLines = (folder: string, name: string) => {
  try {
    return readFileSync(join(folder, 'logs', name), 'utf8')
      .trim()
      .split('\n')
  } catch {
    return []
  }
}

test('the JSON line has every address, and each of them answers', async () => {
  await using stack = await startStack({ home, outlets: 3 })
  expect(stack).toMatchObject({
    ready: true,
    api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    key: expect.stringMatching(/^esk_[\w-]{32}$/),
    dashboard: `${stack.api}/#key=${stack.key}`,
    database: expect.stringMatching(/^postgres:\/\//),
    webhook_secret: expect.stringMatching(/^whsec_/),
  })
  const statuses = await Promise.all(
    [`${stack.api}/health`, stack.demo, `${stack.inbox}/messages`, stack.dashboard].map(
      async (url) => (await fetch(url)).status,
    ),
  )
  expect(statuses).toEqual([200, 200, 200, 200])
  expect(await count(stack.database, 'outlets')).toBe(3)
  expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600)

  // A second start on the same folder is told so, and the first one goes on.
  const second = await startToFail({ home })
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toMatch(new RegExp(`already runs on ${home} \\(process ${stack.process.pid}\\)`))
  expect((await fetch(`${stack.api}/health`)).status).toBe(200)

  // No other program takes of the processors' part that is for workerd, nor of the relay's.
  if (process.platform === 'linux') {
    for (const program of [await stack.workerd(), await stack.relay()]) expect(sessionOf(program)).toBe(program)
  }

  // A signal stops all of it, and leaves nothing.
  expect((await stack.processes()).length).toBeGreaterThan(1)
  expect(await stack.stop()).toBe(0)
  expect(await findMarked(home)).toEqual([])
})

test('a second start has the same key and goes on with the data', async () => {
  await using first = await startStack({ home, outlets: 3 })
  const client = new pg.Client({ connectionString: first.database })
  await client.connect()
  await client.query('UPDATE outlets SET enabled = false WHERE id = (SELECT min(id) FROM outlets)')
  await client.end()
  await first.stop()

  await using second = await startStack({ home, outlets: 3 })
  expect(second.key).toBe(first.key)
  expect(second.webhook_secret).toBe(first.webhook_secret)
  const again = new pg.Client({ connectionString: second.database })
  await again.connect()
  const { rows } = await again.query('SELECT enabled, url FROM outlets ORDER BY id')
  await again.end()
  expect(rows.map(({ enabled }) => enabled)).toEqual([false, true, true])
  expect(new Set(rows.map(({ url }) => new URL(url).origin))).toEqual(new Set([second.demo]))
})

test('a taken port is named with who has it and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, stdout, stderr } = await startToFail({ home, port })
  other.close()
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(
    new RegExp(`port ${port} is taken by .+ \\(process ${process.pid}\\); use npm start -- --port \\d+`),
  )
})

test('a wrong option is refused with a sentence', async () => {
  const { code, stdout, stderr } = await startToFail({ home, args: ['--colour'] })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain("Unknown option '--colour'")
})

test('after a SIGKILL of the run the next start ends what is left and goes on with the data', async () => {
  await using first = await startStack({ outlets: 3 })
  const { home } = first
  // A page that always takes a browser: the one outlet of three that needs one may be closed just now.
  const page = { kind: 'page', url: `${first.demo}/odd/shop/1`, site: 'schema-org', options: { render: true } }
  expect((await ask(first, 'POST', '/v1/jobs', page)).status).toBe(202)
  await eventually('a browser', async () => (await first.processes()).some(({ command }) => isBrowser(command)))
  await first.kill()
  const left = await findMarked(home)
  await using second = await startStack({ home, outlets: 3 })
  expect(
    await waitForEnd(
      left.map(({ pid }) => pid),
      100,
    ),
  ).toBe(true)
  expect(second.key).toBe(first.key)
  expect(await count(second.database, 'outlets')).toBe(3)
})

test('a SIGKILL of workerd, and then of Postgres, is survived: the API answers again and the clock fires again', async () => {
  await using stack = await startStack({ home, outlets: 3 })
  const killed = await stack.workerd()
  process.kill(killed, 'SIGKILL')
  const next = await eventually('another workerd', async () => {
    const pid = await stack.workerd()
    return pid !== killed && pid
  })
  expect(next).not.toBe(killed)
  await eventually('the API', async () => (await fetch(`${stack.api}/health`)).status === 200)
  await eventually('the clock', () => logLines(home, 'local.log').some((line) => line.includes('after a restart')))

  const postmaster = Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  const outlets = await eventually('Postgres', () => count(stack.database, 'outlets'))
  expect(outlets).toBe(3)
  await eventually('the API', async () => (await fetch(`${stack.api}/health`)).status === 200)
})

test('a signal to npm alone stops everything', async () => {
  const root = resolve(import.meta.dirname, '../..')
  const npm = spawn('npm', ['start', '--silent', '--', '--json', '--port', `${await portBlock()}`, '--outlets', '2'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, EDGESWEEP_HOME: home },
  })
  await Promise.race([once(npm.stdout, 'data'), once(npm, 'exit')])
  expect(npm.exitCode).toBe(null)
  npm.kill('SIGINT')
  await once(npm, 'exit')
  await eventually('the end of every process', async () => (await findMarked(home)).length === 0)
})
