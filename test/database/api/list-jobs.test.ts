import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { upsertEndedJobs } from '@edgesweep/db/queries/job/upsert-ended.ts'
import type { JobRow } from '@edgesweep/db/rows/job-row.ts'
import { expect, test } from 'vitest'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const key = mintApiKey()
await storeApiKey({ db }, key, { id: 'key_1', name: 'key_1', scopes: ['read'] })

const log = { info: () => {}, warn: () => {}, error: console.error }
const app = createApp(() => ({ db, primaryReads: db, log, clock: systemClock }) as unknown as ApiContext)

async function list(query: string) {
  const response = await app.request(`/v1/jobs${query}`, { headers: { authorization: `Bearer ${key.key}` } })
  return { status: response.status, body: await response.json() }
}
const idsOf = async (query: string) => (await list(query)).body.data.map(({ id }: { id: string }) => id)

const past = '2026-01-01T00:00:00.000000Z'
const someJob = (id: string, minute: number, fields: Partial<JobRow> = {}): JobRow => ({
  id,
  keyId: 'key_1',
  kind: 'cart',
  lane: 'interactive',
  status: 'completed',
  spec: {},
  total: 1,
  completed: 1,
  failed: 0,
  attempt: 1,
  submittedAt: `2026-01-01T10:0${minute}:00.000000Z`,
  startedAt: past,
  endedAt: past,
  expiresAt: '2999-01-01T00:00:00.000000Z',
  usage: null,
  error: null,
  dead: false,
  ...fields,
})

await upsertEndedJobs(db, [
  someJob('job_kept', 1),
  someJob('job_gone', 2, { expiresAt: past, spec: { tags: ['nightly', 'a'] } }),
  someJob('job_late', 3, { status: 'timed_out', dead: true, lane: 'bulk' }),
  someJob('job_page', 4, { kind: 'page', status: 'failed', expiresAt: past }),
  someJob('job_other', 5, { keyId: 'key_2' }),
])

test('a job with deleted results has status expired and keeps its outcome', async () => {
  const { body } = await list('')
  expect(body.data.map((job: Record<string, unknown>) => [job.id, job.status, job.outcome, job.dead])).toEqual([
    ['job_page', 'expired', 'failed', false],
    ['job_late', 'timed_out', 'timed_out', true],
    ['job_gone', 'expired', 'completed', false],
    ['job_kept', 'completed', 'completed', false],
  ])
})

test('a status filter matches the outcome of jobs, and the filter "expired" matches jobs with deleted results', async () => {
  expect(await idsOf('?status=completed')).toEqual(['job_gone', 'job_kept'])
  expect(await idsOf('?status=expired')).toEqual(['job_page', 'job_gone'])
})

test.each([
  ['kind=page', ['job_page']],
  ['lane=bulk', ['job_late']],
  ['dead=true', ['job_late']],
  ['dead=false&kind=cart', ['job_gone', 'job_kept']],
  ['tag=nightly', ['job_gone']],
  ['tag=night', []],
  ['submitted_after=2026-01-01T10:03:00Z', ['job_page', 'job_late']],
  ['submitted_before=2026-01-01T12:02:00%2B02:00', ['job_kept']],
  ['submitted_after=2026-01-01T10:02:00Z&submitted_before=2026-01-01T10:04:00Z', ['job_late', 'job_gone']],
])('the job list ?%s contains the matching jobs, and none of another caller', async (query, ids) => {
  expect(await idsOf(`?${query}`)).toEqual(ids)
})

test('the pages of a filtered job list contain each job once', async () => {
  const first = await list('?kind=cart&limit=2')
  const second = await list(`?kind=cart&limit=2&cursor=${encodeURIComponent(first.body.next)}`)
  const ids = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id)
  expect(ids).toEqual(['job_late', 'job_gone', 'job_kept'])
  expect(second.body.next).toBeNull()
})

test.each(['dead=maybe', 'submitted_after=yesterday', 'lane=fast'])(
  'the job list ?%s is refused, and the problem names the field',
  async (query) => {
    expect(await list(`?${query}`)).toMatchObject({ status: 400, body: { field: query.split('=')[0] } })
  },
)
