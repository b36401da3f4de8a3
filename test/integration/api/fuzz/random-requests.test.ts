import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { expect, test } from 'vitest'
import { someOutlet } from '../../../database/db/some.ts'
import { openDatabase } from '../../../database/open-database.ts'
import { Dice } from '../../../support/fuzz/dice.ts'
import { type Document, type RandomRequest, RandomRequests } from '../../../support/fuzz/random-request.ts'
import { InMemoryDomains } from '../../../support/storage/in-memory-domains.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { InMemoryJobs } from '../../../support/storage/in-memory-jobs.ts'
import { inMemoryLanes } from '../../../support/storage/in-memory-lanes.ts'

/** A long run: `FUZZ_REQUESTS=12000 FUZZ_SEED=7 npm test -- integration test/integration/api/fuzz`. */
const count = Number(process.env.FUZZ_REQUESTS ?? 300)
const seed = Number(process.env.FUZZ_SEED ?? 1)

const { db } = await openDatabase()
const key = mintApiKey()
await storeApiKey({ db }, key, { id: 'key_1', name: 'key_1', scopes: ['read', 'write'] })
await someOutlet(db, { id: 'out_1' })

const errors: unknown[] = []
const log = {
  info: () => {},
  warn: () => {},
  error: (event: string, fields?: object) => errors.push({ event, ...fields }),
}
const jobs = new InMemoryJobs(systemClock)
const app = createApp(
  () =>
    ({
      db,
      primaryReads: db,
      log,
      clock: systemClock,
      settings: settingsFrom({}),
      jobs,
      lanes: inMemoryLanes(systemDeskClock, jobs.giveUp),
      browsers: { use: async () => null },
      domainReader: new InMemoryDomains(systemDeskClock),
      streams: { read: async () => null, connect: async () => new Response() },
      files: inMemoryFiles(),
      wakes: { pipeline: async () => {}, imports: async () => {} },
    }) as unknown as ApiContext,
)

/** What is wrong with an answer; null for none. */
async function faultOf(request: RandomRequest, response: Response, text: string): Promise<string | null> {
  const { status } = response
  if (status >= 500) return 'is an error of the service'
  const documented = request.responses[status]
  if (!documented && (status < 400 || !request.responses.default)) return 'has a status that the document does not name'
  if (status < 400 || documented) return null
  if (response.headers.get('content-type') !== 'application/problem+json') return 'is not a problem document'
  const problem = JSON.parse(text)
  if (problem.status !== status || !problem.type || !problem.title || !problem.detail)
    return 'is not a whole problem document'
  return status === 400 && !problem.field ? 'does not name the field' : null
}

test(
  `none of ${count} random requests, hostile and honest, makes an error of the service or an answer that the document does not name`,
  async () => {
    const document = (await (await app.request('/openapi.json')).json()) as Document
    const requests = new RandomRequests(new Dice(seed), document, `Bearer ${key.key}`)
    requests.known.add('out_1')
    const faults: unknown[] = []
    const statuses = new Map<number, number>()
    for (let n = 0; n < count; n++) {
      const request = requests.next()
      const { method, url, headers, body } = request
      const response = await app.request(`http://edgesweep.test${url}`, {
        method,
        headers,
        ...(body === null ? {} : { body }),
      })
      const text = await response.text()
      const fault = await faultOf(request, response, text)
      if (fault)
        faults.push({ n, method, url, headers, body, status: response.status, fault, text: text.slice(0, 300) })
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      const made = /"(?:job_)?id":"([a-z]{3}_\w+)"/.exec(text)?.[1]
      if (made && requests.known.size < 40) requests.known.add(made)
    }
    expect({ faults, errors }).toEqual({ faults: [], errors: [] })
    // The run would prove nothing if all requests failed, or none.
    expect([...statuses].some(([status]) => status < 300)).toBe(true)
    expect(statuses.get(400)).toBeGreaterThan(0)
  },
  60_000 + count * 200,
)
