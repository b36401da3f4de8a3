import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { authenticate } from '@edgesweep/core/api-key/authenticate.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../support/postgres/postgres.ts'
import { rowsOf } from '../../db/some.ts'

const script = resolve(import.meta.dirname, '../../../../infra/cloudflare/key.ts')

const key = (args: string[], url: string) =>
  promisify(execFile)(process.execPath, [script, ...args], { env: { DATABASE_URL_DIRECT: url } })

test('a created key is valid, and the database does not contain it', async () => {
  const { url } = await testDatabase()
  const { stdout } = await key(['create', '--name', 'ops'], url)
  const created = /esk_\S+/.exec(stdout)![0]
  const { db, close } = connectNodePostgres(url)
  try {
    const caller = await authenticate({ db, clock: systemClock }, `Bearer ${created}`)
    expect(caller.scopes).toEqual(['read', 'write'])
    const rows = await rowsOf(db, 'api_keys', 'id')
    expect(rows).toMatchObject([{ id: caller.keyId, name: 'ops', prefix: created.slice(0, 8) }])
    expect(JSON.stringify(rows)).not.toContain(created)
  } finally {
    await close()
  }
})

test('the error for a key without a name shows the usage', async () => {
  const { url } = await testDatabase({ empty: true })
  await expect(key(['create'], url)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--name NAME') })
})
