import { rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { runCli } from '@edgesweep/cli/run-cli.ts'
import { expect, onTestFinished, test, vi } from 'vitest'
import { serve } from '../../support/serve.ts'

/** Runs a command against an API that answers as `listener` does. */
async function run(args: string[], listener: RequestListener = (_, response) => response.end()) {
  const { origin } = await serve(listener)
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(() => true),
  )
  try {
    const code = await runCli([...args, '--api', origin, '--key', 'esk_1'])
    const [out, err] = spies.map((spy) => spy.mock.calls.map(([chunk]) => chunk).join(''))
    return { code, out, err }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

const json =
  (status: number, body: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const pipeline = {
  name: 'creatives',
  counts: { pending: 1200, completed: 3 },
  due: 1200,
  stale_claims: 1,
  instances: [{ instance: 'host-7', claims: 50, oldest_claim_at: '2026-11-25T12:00:00Z', completed_last_hour: 4321 }],
}

test('`edgesweep pipelines` sends the key and shows the instances of a pipeline', async () => {
  let asked = ''
  const { code, out } = await run(['pipelines', 'creatives'], (request, response) => {
    asked = `${request.headers.authorization} ${request.url}`
    json(200, pipeline)(request, response)
  })
  expect(code).toBe(0)
  expect(asked).toBe('Bearer esk_1 /v1/pipelines/creatives')
  expect(out).toMatch(/^creatives +1,200 +1 +1,200 pending, 3 completed$/m)
  expect(out).toMatch(/^creatives +host-7 +50 +\d+ h +4,321$/m)
})

test('an error answer of the API is printed in its own words, with exit code 1', async () => {
  const refused = json(400, { title: 'Bad input', status: 400, detail: 'query: too long', field: 'query' })
  expect(await run(['discover', 'x'], refused)).toEqual({ code: 1, out: '', err: 'edgesweep: query: too long\n' })
})

test('a usage error has exit code 2, and --help has exit code 0', async () => {
  expect((await run(['pipelines', 'people'])).code).toBe(2)
  expect((await run(['discover'])).code).toBe(2)
  expect((await run(['discover', 'x', '--limit', '0'])).code).toBe(2)
  expect((await run(['release', '--help'])).code).toBe(0)
})

test('the CLI repeats `release` after a 503, but not `discover`', async () => {
  let asked = 0
  const released: RequestListener = (request, response) =>
    json(++asked < 3 ? 503 : 200, { released: 12 })(request, response)
  expect(await run(['release', 'creatives', '--instance', 'host-7'], released)).toMatchObject({
    code: 0,
    out: '12 claims of host-7 released\n',
  })
  asked = 0
  expect((await run(['discover', 'x'], released)).code).toBe(1)
  expect(asked, 'a repetition would queue a second search').toBe(1)
})

test('`edgesweep export` writes each record with its result as a JSON line, page after page', async () => {
  const asked: string[] = []
  const { code, out } = await run(['export', 'creatives', '--status', 'completed'], (request, response) => {
    asked.push(request.url!)
    const isLast = request.url!.includes('cursor=crv_2')
    json(200, { data: [{ id: isLast ? 'crv_1' : 'crv_2', result: { title: 'Té' } }], next: isLast ? null : 'crv_2' })(
      request,
      response,
    )
  })
  expect({ code, out }).toEqual({
    code: 0,
    out: '{"id":"crv_2","result":{"title":"Té"}}\n{"id":"crv_1","result":{"title":"Té"}}\n',
  })
  const first = '/v1/pipelines/creatives/records?include=result&limit=100&status=completed'
  expect(asked).toEqual([first, `${first}&cursor=crv_2`])
})

test('`edgesweep add` sends 1,000 records a request, skips blank lines, and names a refused record by its line number', async () => {
  const file = join(tmpdir(), `edgesweep-add-${process.pid}.txt`)
  await writeFile(file, `\ufeffada\r\n\r\n${Array.from({ length: 1_500 }, (_, n) => `user-${n}`).join('\n')}\n-odd\n`)
  onTestFinished(() => rm(file))
  const sizes: number[] = []
  const { code, err } = await run(['add', 'profiles', file], async (request, response) => {
    const { records } = JSON.parse(await text(request)) as { records: Array<{ login: string }> }
    sizes.push(records.length)
    const odd = records.findIndex(({ login }) => login.startsWith('-'))
    if (odd === -1) return json(200, { added: records.length - 1, known: 1 })(request, response)
    json(400, { detail: `records[${odd}].login: must be a login`, field: `records[${odd}].login` })(request, response)
  })
  expect(sizes).toEqual([1_000, 502])
  expect(code).toBe(1)
  expect(err).toContain(`${file}, line 1503: records[501].login: must be a login; 999 records were added before`)
})

const outlet = {
  id: 'out_1',
  site: 'schema-org',
  name: 'Bakery',
  interval_seconds: 900,
  enabled: true,
  online: false,
  last_extracted_at: null,
  next_sweep_at: new Date(Date.now() + 600_000).toISOString(),
  skipped_overlaps: 2,
}

test('`edgesweep outlets` lists every page, with the state and the next sweep of each outlet', async () => {
  const { code, out } = await run(['outlets'], (request, response) =>
    request.url!.includes('cursor=out_1')
      ? json(200, { data: [{ ...outlet, id: 'out_2', enabled: false }], next: null })(request, response)
      : json(200, { data: [outlet], next: 'out_1' })(request, response),
  )
  expect(code).toBe(0)
  expect(out).toMatch(/^out_1 +Bakery +schema-org +offline +15 min +– +10 min +2$/m)
  expect(out).toMatch(/^out_2 +Bakery +schema-org +off +15 min +– +– +2$/m)
})

test('`edgesweep outlets set` changes only the given fields', async () => {
  let asked = ''
  const { code, out } = await run(
    ['outlets', 'set', 'out_1', '--interval', '900', '--disable'],
    async (request, response) => {
      asked = `${request.method} ${request.url} ${await text(request)}`
      json(200, outlet)(request, response)
    },
  )
  expect({ code, out, asked }).toEqual({
    code: 0,
    out: 'out_1 changed: Bakery\n',
    asked: 'PATCH /v1/outlets/out_1 {"interval_seconds":900,"enabled":false}',
  })
  expect((await run(['outlets', 'set', 'out_1', '--enable', '--disable'])).code).toBe(2)
  expect((await run(['outlets', 'add', 'https://shop.example/'])).code, 'without a site').toBe(2)
})

test.each([
  ['rejected rows', 3, 1, [], 0],
  ['rejected rows', 3, 1, ['--fail-on-rejects'], 3],
  ['superseded rows only', 2, 2, ['--fail-on-rejects'], 0],
  ['no rejected rows', 0, 0, ['--fail-on-rejects'], 0],
])(
  'an import with %s (%i, %i of them superseded) and the flags %j exits with %i',
  async (_, rejected, duplicates, flags, code) => {
    const file = join(tmpdir(), `import-${crypto.randomUUID()}.csv`)
    await writeFile(file, 'advertiser_id,advertiser_name\n1,Acme\n')
    onTestFinished(() => Promise.all([rm(file), rm(`${file}.rejects.csv`, { force: true })]).then(() => {}))
    const ended = {
      ...{
        id: 'imp_1',
        status: 'completed',
        error: null,
        rows_read: 9,
        inserted: 9 - rejected,
        updated: 0,
        unchanged: 0,
      },
      ...{ rejected, duplicates, progress: 1, ended_at: '2026-11-25T12:00:00Z' },
    }
    const answer = await run(['import', file, '--into', 'advertisers', ...flags], json(200, ended))
    expect(answer).toMatchObject({ code, out: expect.stringContaining(`9 rows: ${9 - rejected} inserted`) })
  },
)

test('`edgesweep sweep` follows a sweep to its end, and exits with 1 if one of its steps failed', async () => {
  const asked: string[] = []
  const job = { id: 'job_1', status: 'running', total: 4, completed: 1, failed: 0, ended_at: null, error: null }
  const ended = { ...job, status: 'partial', completed: 3, failed: 1, ended_at: '2026-11-25T12:00:00Z' }
  const { code, out } = await run(['sweep', 'out_1', 'out_2'], async (request, response) => {
    asked.push(`${request.method} ${await text(request)}`)
    json(200, asked.length < 3 ? job : ended)(request, response)
  })
  expect(asked).toEqual(['POST {"kind":"sweep","outlet_ids":["out_1","out_2"]}', 'GET ', 'GET '])
  expect(code).toBe(1)
  expect(out).toBe('job_1 partial: 3 of 4 steps completed, 1 failed\n')
})

test('`edgesweep retention` shows for each kind how long it is kept and what would go', async () => {
  const old = {
    rows: 1_200,
    files: 3,
    bytes: 4_560_000,
    oldest: '2026-01-01T00:00:00Z',
    is_all: true,
    unmatched: { files: 0, rows: 0 },
  }
  const nothing = { rows: 0, files: 0, bytes: 0, oldest: null, is_all: true, unmatched: { files: 0, rows: 0 } }
  const data = [
    { kind: 'files', setting: 'FILE_RETENTION_DAYS', days: 365, old },
    {
      kind: 'orphans',
      setting: 'ORPHAN_RETENTION_DAYS',
      days: 7,
      old: { ...old, is_all: false, unmatched: { files: 12, rows: 3 } },
    },
    { kind: 'archive', setting: 'ARCHIVE_RETENTION_DAYS', days: null, old: nothing },
    { kind: 'jobs', setting: 'JOB_RETENTION_DAYS', days: 1, old: null },
  ]
  const { code, out } = await run(['retention'], json(200, { data }))
  expect(code).toBe(0)
  expect(out).toMatch(/^files +365 days +1,200 +3 +4\.56 MB +\d+ h +FILE_RETENTION_DAYS$/m)
  expect(out).toMatch(/^orphans \* +7 days /m)
  expect(out).toMatch(/^archive +ever +0 +0 +0 B +– +ARCHIVE_RETENTION_DAYS$/m)
  expect(out).toMatch(/^jobs +1 day +\? +\? +\? +\? +JOB_RETENTION_DAYS$/m)
  expect(out).toMatch(/^\* and maybe more than was counted$/m)
  expect(out).toMatch(/^orphans: 12 files that no row names stay, and 3 files that rows name are not there\./m)
  expect(out).not.toContain('files: ')
})
