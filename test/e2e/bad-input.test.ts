import { expect, test } from 'vitest'
import { openStack } from '../support/stack/open-stack.ts'
import { ask } from '../support/stack/stack-client.ts'

const { stack, db } = await openStack()
const stored = async () => {
  const { rows } = await db.query(`
    SELECT (SELECT count(*)::int FROM outlets) AS outlets,
      (SELECT count(*)::int FROM (SELECT id FROM profiles UNION SELECT id FROM creatives UNION SELECT id FROM discoveries) AS r)
        AS records`)
  return rows[0]
}
const before = await stored()
const startedAt = new Date()

const cart = { items: ['milk'], zipcode: '10001' }
const page = { kind: 'page', url: 'https://shop.example/', site: 'schema-org' }
const outlet = { site: 'schema-org', name: 'A', url: 'https://shop.example/' }

/** Method, path, body, status, field. */
const refused: Array<[string, string, unknown, number, string]> = [
  ['POST', '/cart', {}, 400, 'items'],
  ['POST', '/cart', { ...cart, items: [] }, 400, 'items'],
  ['POST', '/cart', { ...cart, items: ['milk', 3] }, 400, 'items[1]'],
  ['POST', '/cart', { ...cart, items: ['x'.repeat(201)] }, 400, 'items[0]'],
  ['POST', '/cart', { ...cart, zipcode: 'x' }, 400, 'zipcode'],
  ['POST', '/cart', { ...cart, max_products_per_item: 0 }, 400, 'max_products_per_item'],
  ['POST', '/cart', { ...cart, surprise: 1 }, 400, 'surprise'],
  ['POST', '/cart', { ...cart, webhook_url: 'ftp://shop.example/' }, 400, 'webhook_url'],
  ['POST', '/cart', { ...cart, webhook_url: 'http://169.254.169.254/latest' }, 400, 'webhook_url'],
  ['POST', '/cart', { ...cart, webhook_url: 'https://hooks.example/\0' }, 400, 'webhook_url'],
  ['POST', '/v1/jobs', { kind: 'outlet', outlet_id: 'out_\0' }, 400, 'outlet_id'],
  ['POST', '/v1/outlets', { ...outlet, name: 'A\0' }, 400, 'name'],
  ['POST', '/cart', '{"items":', 400, 'body'],
  ['POST', '/cart', undefined, 400, 'body'],
  ['POST', '/cart', { ...cart, items: ['x'.repeat(2_000_000)] }, 413, 'body'],
  ['POST', '/v1/jobs', { kind: 'cartt' }, 400, 'kind'],
  ['POST', '/v1/jobs', { kind: 'cart', ...cart, lane: 'live' }, 400, 'lane'],
  ['POST', '/v1/jobs', { kind: 'cart', ...cart, ttl: 1 }, 400, 'ttl'],
  ['POST', '/v1/jobs', { kind: 'outlet', outlet_id: 'out_none' }, 404, 'outlet_id'],
  ['POST', '/v1/jobs', { kind: 'sweep', outlet_ids: [] }, 400, 'outlet_ids'],
  ['POST', '/v1/jobs', { kind: 'sweep', outlet_ids: ['out_none'] }, 409, 'outlet_ids'],
  ['POST', '/v1/jobs', { ...page, site: 'none' }, 400, 'site'],
  ['POST', '/v1/jobs', { ...page, site: 'selectors', options: { page: { name: { css: '::(' } } } }, 400, 'options'],
  ['POST', '/v1/jobs', { ...page, url: 'file:///etc/passwd' }, 400, 'url'],
  ['POST', '/v1/jobs', { ...page, url: 'http://127.0.0.1:22/' }, 400, 'url'],
  ['POST', '/v1/jobs', { ...page, url: 'http://0x7f.1/' }, 400, 'url'],
  ['POST', '/v1/jobs', { ...page, url: 'http://[::ffff:10.0.0.1]/' }, 400, 'url'],
  ['POST', '/v1/jobs', { ...page, url: 'http://localhost/' }, 400, 'url'],
  ['POST', '/v1/jobs', { ...page, url: 'http://user:pass@shop.example/' }, 400, 'url'],
  ['POST', '/v1/jobs', { ...page, files: ['video'] }, 400, 'files[0]'],
  ['POST', '/v1/jobs', { ...page, files: ['images', 'images'] }, 400, 'files'],
  ['POST', '/v1/jobs', { kind: 'cart', ...cart, files: ['images'] }, 400, 'files'],
  ['POST', '/v1/jobs/batch', { jobs: [] }, 400, 'jobs'],
  ['POST', '/v1/jobs/batch', {}, 400, 'jobs'],
  ['POST', '/v1/imports', {}, 400, 'table'],
  ['POST', '/v1/imports', { table: 'advertisers' }, 400, 'filename'],
  ['POST', '/v1/imports', { table: 'people', filename: 'a.csv' }, 400, 'table'],
  ['POST', '/v1/imports', { table: 'outlets', filename: 'a\0' }, 400, 'filename'],
  ['POST', '/v1/imports', { table: 'outlets', filename: 'a.csv', encoding: 'klingon' }, 400, 'encoding'],
  ['POST', '/v1/imports', { table: 'outlets', filename: 'a.csv', compression: 'zip' }, 400, 'compression'],
  ['GET', '/v1/imports/imp_none', undefined, 404, 'id'],
  ['GET', '/v1/imports/imp_none/rejects', undefined, 404, 'id'],
  ['POST', '/v1/imports/imp_none/cancel', undefined, 404, 'id'],
  ['POST', '/v1/imports/imp_none/complete', { pieces: 1 }, 404, 'id'],
  ['POST', '/v1/imports/imp_none/complete', { pieces: 0 }, 400, 'pieces'],
  ['PUT', '/v1/imports/imp_none/pieces/0', 'x', 400, 'n'],
  ['PUT', '/v1/imports/imp_none/pieces/1', 'x', 404, 'id'],
  ['GET', '/v1/imports?limit=0', undefined, 400, 'limit'],
  ['GET', '/v1/advertisers?limit=0', undefined, 400, 'limit'],
  ['GET', '/v1/jobs?limit=many', undefined, 400, 'limit'],
  ['GET', '/v1/jobs?status=good', undefined, 400, 'status'],
  ['GET', '/v1/jobs/nope', undefined, 404, 'id'],
  ['GET', '/v1/jobs/nope/results?cursor=-1', undefined, 400, 'cursor'],
  ['GET', '/v1/jobs/nope/results', undefined, 404, 'id'],
  ['GET', '/v1/jobs/nope/files', undefined, 404, 'id'],
  ['GET', '/v1/jobs/nope/files?limit=0', undefined, 400, 'limit'],
  ['GET', '/v1/files/nope/content', undefined, 404, 'id'],
  ['POST', '/v1/jobs/nope/cancel', undefined, 404, 'id'],
  ['DELETE', '/v1/jobs/nope', undefined, 404, 'id'],
  ['GET', '/v1/outlets?limit=0', undefined, 400, 'limit'],
  ['GET', '/v1/outlets?cursor=%00', undefined, 400, 'cursor'],
  ['GET', '/v1/outlets/out_%00', undefined, 400, 'path'],
  ['POST', '/v1/outlets', {}, 400, 'site'],
  ['POST', '/v1/outlets', { ...outlet, site: 'none' }, 400, 'site'],
  ['POST', '/v1/outlets', { ...outlet, timezone: 'Mars/Base' }, 400, 'timezone'],
  ['POST', '/v1/outlets', { ...outlet, interval_seconds: 1 }, 400, 'interval_seconds'],
  ['POST', '/v1/outlets', { ...outlet, url: 'http://10.0.0.1/' }, 400, 'url'],
  ['GET', '/v1/outlets/nope', undefined, 404, 'id'],
  ['GET', '/v1/outlets/nope/items', undefined, 404, 'id'],
  ['POST', '/v1/outlets/nope/refresh', undefined, 404, 'id'],
  ['PATCH', '/v1/outlets/nope', { enabled: false }, 404, 'id'],
  ['PATCH', '/v1/outlets/nope', {}, 400, 'body'],
  ['PATCH', '/v1/outlets/nope', { url: 'https://shop.example/' }, 400, 'url'],
  ['GET', '/v1/sweeps?limit=x', undefined, 400, 'limit'],
  ['GET', '/v1/changes?limit=x', undefined, 400, 'limit'],
  ['GET', '/v1/trends?hours=0', undefined, 400, 'hours'],
  ['GET', '/v1/deliveries?status=x', undefined, 400, 'status'],
  ['GET', '/v1/pipelines/nope', undefined, 404, 'name'],
  ['POST', '/v1/pipelines/nope/release', {}, 404, 'name'],
  ['POST', '/v1/pipelines/profiles/release', { instance: 'host\0' }, 400, 'instance'],
  ['POST', '/v1/pipelines/profiles/release', { instances: [] }, 400, 'instances'],
  ['POST', '/v1/pipelines/profiles/records', {}, 400, 'records'],
  ['POST', '/v1/pipelines/profiles/records', { records: [] }, 400, 'records'],
  ['POST', '/v1/pipelines/profiles/records', { records: [{ login: '-octocat' }] }, 400, 'records[0].login'],
  ['POST', '/v1/pipelines/profiles/records', { records: [{ login: '../repos' }] }, 400, 'records[0].login'],
  ['POST', '/v1/pipelines/profiles/records', { records: 'octocat' }, 400, 'records'],
  ['POST', '/v1/pipelines/creatives/records', { records: [{ url: 'ftp://ads.example/' }] }, 400, 'records[0].url'],
  ['POST', '/v1/pipelines/creatives/records', { records: [{ url: 'http://127.0.0.1/' }] }, 400, 'records[0].url'],
  ['POST', '/v1/pipelines/profiles/discover', { query: ' ' }, 400, 'query'],
  ['POST', '/v1/pipelines/profiles/discover', { query: 'a', limit: 1_001 }, 400, 'limit'],
  ['GET', '/v1/pipelines/nope/records', undefined, 404, 'name'],
  ['GET', '/v1/pipelines/profiles/records?status=done', undefined, 400, 'status'],
  ['GET', '/v1/pipelines/files/records?limit=0', undefined, 400, 'limit'],
]

test.for(refused)(
  'the API refuses %s %s %j with %i and names the field %s',
  async ([method, path, body, status, field]) => {
    const answer = await ask(stack, method, path, body)
    expect(answer).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { status, field, title: expect.any(String) },
    })
    expect(answer.body.detail.length).toBeGreaterThan(5)
  },
)

test.for(refused)(
  'the API answers %s %s %j without a valid key with 401, before any other check',
  async ([method, path, body]) => {
    for (const authorization of ['', 'Bearer esk_nobodys_key_at_all', 'Basic YTpi']) {
      const answer = await ask(stack, method, path, body, { authorization })
      expect(answer).toMatchObject({ status: 401, type: 'application/problem+json' })
    }
  },
)

test('a batch accepts its valid jobs and answers each invalid job with a problem', async () => {
  const jobs = [{ kind: 'cart', ...cart, zipcode: '1' }, { kind: 'cart', ...cart }, 'nonsense']
  const { status, body } = await ask(stack, 'POST', '/v1/jobs/batch', { jobs })
  expect(status).toBe(202)
  expect(body.jobs).toMatchObject([
    { problem: { field: 'zipcode' } },
    { status: 'queued' },
    { problem: { field: 'body' } },
  ])
})

test('the short results of an unknown job id have the status code 404 and the status not_found', async () => {
  for (const id of ['nope', 'job_i00000000990123456789']) {
    expect(await ask(stack, 'GET', `/results/${id}`)).toMatchObject({ status: 404, body: { status: 'not_found' } })
  }
})

test('a refused request stores nothing', async () => {
  const { body } = await ask(stack, 'GET', '/v1/lanes')
  const known = body.data.flatMap((lane: { jobs: Array<{ kind: string }> }) => lane.jobs.map((job) => job.kind))
  expect(known.filter((kind: string) => kind !== 'sweep' && kind !== 'cart')).toEqual([])
  expect(await stored()).toEqual(before)
  const { rows } = await db.query(
    "SELECT count(*)::int AS jobs FROM jobs WHERE kind IN ('page', 'outlet') AND submitted_at >= $1",
    [startedAt],
  )
  expect(rows).toEqual([{ jobs: 0 }])
})
