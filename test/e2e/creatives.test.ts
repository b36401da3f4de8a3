import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startStack } from '../support/stack.ts'
import { ask } from './stack-client.ts'

test('ads added over the API are read at the edge, and their images fetched as files', async () => {
  await using stack = await startStack({ outlets: 3 })
  const paths = [...Array.from({ length: 12 }, (_, n) => `/ads/${n + 1}`), '/images/alone.svg', '/ads/0']
  const records = paths.map((path) => ({ url: stack.demo + path }))
  const path = '/v1/pipelines/creatives/records'
  expect((await ask(stack, 'POST', path, { records })).body).toEqual({ added: 14, known: 0 })
  expect((await ask(stack, 'POST', path, { records })).body).toEqual({ added: 0, known: 14 })

  const pipeline = await eventually(
    'all ads have ended',
    async () => {
      const { body } = await ask(stack, 'GET', '/v1/pipelines/creatives')
      return body.counts.completed + body.counts.failed === 14 && body
    },
    { within: 90_000 },
  )
  expect(pipeline.counts).toEqual({ pending: 0, processing: 0, completed: 13, failed: 1 })
  const completed = pipeline.instances.reduce(
    (sum: number, { instance, completed_last_hour }: { instance: string; completed_last_hour: number }) => {
      expect(instance).toMatch(/^edge-[0-9a-f]{8}$/)
      return sum + completed_last_hour
    },
    0,
  )
  expect(completed).toBe(13)
  const failed = await ask(stack, 'GET', `${path}?status=failed`)
  expect(failed.body.data).toMatchObject([{ url: `${stack.demo}/ads/0`, error: 'answered 404', attempts: 1 }])

  const database = connectNodePostgres(stack.database, { max: 1 })
  try {
    const files = await eventually(
      'their images are stored',
      async () => {
        const rows = await runStatement<{ url: string; status: string; title: string | null; landing: string | null }>(
          database.db,
          'files of ads',
          sql`
            select c.url, f.status, c.title, c.landing_url as landing
            from creatives c join file_tasks f on f.job_id = c.id order by c.id`,
        )
        return rows.every(({ status }) => status === 'done') && rows
      },
      { within: 90_000 },
    )
    expect(files).toHaveLength(12 * 2 + 1)
    const seen = files.find(({ url }) => url.endsWith('/ads/1'))!
    expect(seen.title).toMatch(/ at /)
    expect((await fetch(seen.landing!)).status).toBe(200)
  } finally {
    await database.close()
  }
})
