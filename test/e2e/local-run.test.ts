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

test('the JSON line of a start has every address, and each address answers', async () => {
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

  // A second start on the same folder fails with the reason, and the first run continues.
  const second = await startToFail({ home })
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toMatch(new RegExp(`already runs on ${home} \\(process ${stack.process.pid}\\)`))
  expect((await fetch(`${stack.api}/health`)).status).toBe(200)

  // A session of its own gives workerd and the relay a processor share that no other program uses.
  if (process.platform === 'linux') {
    for (const program of [await stack.workerd(), await stack.relay()]) expect(sessionOf(program)).toBe(program)
  }

  // A signal stops every process.
  expect((await stack.processes()).length).toBeGreaterThan(1)
  expect(await stack.stop()).toBe(0)
  expect(await findMarked(home)).toEqual([])
})

test('a second start keeps the key and the data of the first', async () => {
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

test('a start on a taken port names the process that holds it and the option to use', async () => {
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

test('a start with an unknown option fails with exit code 2 and names the option', async () => {
  const { code, stdout, stderr } = await startToFail({ home, args: ['--colour'] })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain("Unknown option '--colour'")
})

test('after a SIGKILL of the run, the next start ends the processes that are left and keeps the data', async () => {
  await using first = await startStack({ outlets: 3 })
  const { home } = first
  // This page always needs a browser. The one outlet of three that needs a browser may be closed now.
  const page = { kind: 'page', url: `${first.demo}/odd/shop/1`, site: 'schema-org', options: { render: true } }
  expect((await ask(first, 'POST', '/v1/jobs', page)).status).toBe(202)
  await eventually('a browser runs', async () => (await first.processes()).some(({ command }) => isBrowser(command)))
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

test('after a SIGKILL of workerd and one of Postgres, the API answers again and the clock fires again', async () => {
  await using stack = await startStack({ home, outlets: 3 })
  const killed = await stack.workerd()
  process.kill(killed, 'SIGKILL')
  const next = await eventually('another workerd runs', async () => {
    const pid = await stack.workerd()
    return pid !== killed && pid
  })
  expect(next).not.toBe(killed)
  await eventually('the API answers', async () => (await fetch(`${stack.api}/health`)).status === 200)
  await eventually('the clock fires', () =>
    logLines(home, 'local.log').some((line) => line.includes('after a restart')),
  )

  const postmaster = Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  const outlets = await eventually('Postgres answers', () => count(stack.database, 'outlets'))
  expect(outlets).toBe(3)
  await eventually('the API answers', async () => (await fetch(`${stack.api}/health`)).status === 200)
})

test('a signal to npm alone stops every process of the run', async () => {
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
  await eventually('every process has ended', async () => (await findMarked(home)).length === 0)
})
