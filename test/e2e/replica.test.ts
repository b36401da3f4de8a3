import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openHome } from '@edgesweep/infra/local/home.ts'
import { freePort, LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startStandby } from '../support/postgres/standby.ts'
import { startStack, temporaryHome } from '../support/stack/stack.ts'

test('on workerd, live reads use the replica while it keeps up, and none fails or waits long while it hangs', async () => {
  const { root, postgres, secrets } = openHome(temporaryHome())
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const port = await freePort()
  const url = `postgres://postgres:${secrets.postgresPassword}@${LOOPBACK}:${port}/edgesweep`
  const args = ['--set', `DATABASE_REPLICA_URL=${url}`, '--set', 'REPLICA_MAX_LAG_SECONDS=3']
  await using stack = await startStack({ home: root, outlets: 3, args })
  const health = async () => {
    const response = await fetch(`${stack.api}/health`)
    const { status, parts } = (await response.json()) as { status: string; parts: { replica: { detail: string } } }
    return { http: response.status, status, detail: parts.replica.detail }
  }
  const read = async () => {
    const startedAt = performance.now()
    const response = await fetch(`${stack.api}/v1/outlets`, { headers: { authorization: `Bearer ${stack.key}` } })
    await response.arrayBuffer()
    const source = /desc="(\w+)"/.exec(response.headers.get('server-timing') ?? '')?.[1]
    return { status: response.status, source, tookMs: performance.now() - startedAt }
  }
  const readsGoTo = (source: string) =>
    eventually(`reads go to the ${source}`, async () => (await read()).source === source)

  expect(await read()).toMatchObject({ status: 200, source: 'primary' })
  expect(await health()).toMatchObject({ http: 200, status: 'degraded' })
  const standby = await startStandby({
    of: { url: (database) => stack.database.replace(/[^/]+$/, database), folder: postgres },
    folder: join(root, 'replica'),
    port,
    password: secrets.postgresPassword,
    log: join(root, 'replica.log'),
  })
  onTestFinished(() => standby.close())
  await readsGoTo('replica')
  expect(await health()).toMatchObject({ http: 200, status: 'ok' })

  standby.freeze()
  // Other load slows a read now and then, so one of forty may be slow. A hanging replica would slow them all.
  const slowReads = async () => {
    const reads = []
    for (let count = 0; count < 40; count++) reads.push(await read())
    expect(reads.every(({ status, source }) => status === 200 && source === 'primary')).toBe(true)
    return reads.filter(({ tookMs }) => tookMs > 450).length
  }
  await expect.poll(slowReads, { message: 'reads that waited for the replica' }).toBeLessThanOrEqual(1)
  expect(await health()).toEqual({
    http: 200,
    status: 'degraded',
    detail: 'live reads go to the primary: the replica does not answer',
  })
  standby.thaw()
  await readsGoTo('replica')
})
