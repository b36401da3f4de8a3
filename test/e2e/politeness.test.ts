import { recoverEveryMs } from '@edgesweep/core/permit/domain-permits.ts'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'
import { witness } from '../support/stack/town-witness.ts'

const robots = 'User-agent: edgesweep\nCrawl-delay: 2\nDisallow: /odd/menu\n\nUser-agent: *\nDisallow: /\n'
const { stack, guests } = await openStack({ guests: 2 })
const paced = await witness({ port: guests[0], robots }, afterAll)
const troubled = await witness({ port: guests[1] }, afterAll)

/** Submits a page job for each URL and waits until all have ended. Returns the jobs in order. */
async function readPages(urls: string[], options: object = {}) {
  const jobs = urls.map((url) => ({ kind: 'page', url, site: 'schema-org', options }))
  const { body } = await ask(stack, 'POST', '/v1/jobs/batch', { jobs })
  return Promise.all(body.jobs.map(({ id }: { id: string }) => eventually(`${id} ends`, () => endedJob(stack, id))))
}

const inBrowser = { render: true, waitFor: '[data-ready]' }

const pages = (origin: string, count: number, query = '?plain=1') =>
  Array.from({ length: count }, (_, n) => `${origin}/odd/shop/${n + 1}${query}`)

/** Reads six pages of the paced host, half of them in a browser. Returns the times of their arrivals after the first, in ms. */
async function readPaced(): Promise<number[]> {
  await paced.forget()
  const fetched = readPages(pages(paced.url, 3))
  const rendered = readPages(pages(paced.url, 3, ''), inBrowser)
  for (const job of [...(await fetched), ...(await rendered)])
    expect(job).toMatchObject({ status: 'completed', attempt: 0 })
  const arrivals = (await paced.arrivals()).filter(({ path }) => path.startsWith('/odd/'))
  expect(arrivals.map(({ status }) => status)).toEqual(Array(6).fill(200))
  for (const { user_agent } of arrivals) expect(user_agent).toMatch(/^Edgesweep\/[\d.]+ \(\+https:\/\/\S+\)$/)
  return arrivals.slice(1).map(({ at }) => at - arrivals[0]!.at)
}

test('fetched and rendered pages are read no faster than the crawl delay allows, and a disallowed page is not read', async () => {
  // Starts the browser first, because its start would delay the first measured request.
  await readPages([`${troubled.url}/odd/shop/1`], inBrowser)
  await troubled.forget()
  const times = await readPaced()
  // A slow browser may delay a request, so the time between two requests may be short. But no request may come before its own time.
  for (const [n, time] of times.entries()) expect(time, `${times}`).toBeGreaterThanOrEqual((n + 1) * 2_000 - 100)

  await paced.forget()
  const [job] = await readPages([`${paced.url}/odd/menu/1`])
  const { body } = await ask(stack, 'GET', `/v1/jobs/${job.id}/results`)
  expect(body.data[0]).toMatchObject({ status: 'disallowed', error: expect.stringContaining('robots.txt of') })
  expect(await paced.arrivals()).toEqual([])
})

test('after a 429 the domain gets no new request for the Retry-After, no job loses a try, and the limit recovers in time', async () => {
  const slowMs = 300
  const slow = (count: number) =>
    Array.from({ length: count }, (_, n) => `${troubled.url}/odd/slow?ms=${slowMs}&n=${n}`)
  await troubled.trouble({ status: 429, retry_after: 3, requests: 1 })
  const jobs = await readPages(slow(6))
  for (const job of jobs) expect(job).toMatchObject({ status: 'completed', attempt: 0, failed: 0 })
  const arrivals = await troubled.arrivals()
  const refused = arrivals.find(({ status }) => status === 429)!
  // The request in the domain's other slot may have started before the 429 came.
  const early = arrivals.filter(({ at }) => at > refused.at && at < refused.at + 2_990)
  expect(early.length, 'requests within the 3 s of the Retry-After').toBeLessThanOrEqual(1)
  expect(arrivals.filter(({ status }) => status === 200)).toHaveLength(6)

  await troubled.trouble({ status: 503, requests: 1 })
  await troubled.forget()
  await readPages(slow(1))
  await readPages(slow(4))
  // On a busy machine, the limit may be full again before the last request.
  const { at: lowered } = (await troubled.arrivals()).find(({ status }) => status === 503)!
  const lone = (await troubled.arrivals()).filter(({ at }) => at > lowered && at < lowered + recoverEveryMs)
  for (const [n, { at }] of lone.entries())
    if (n > 0) expect(at - lone[n - 1]!.at, 'ms between requests after trouble').toBeGreaterThanOrEqual(slowMs - 5)
  // The domain has two slots, so one step brings the limit back to full.
  await new Promise((resolve) => setTimeout(resolve, recoverEveryMs))
  await troubled.forget()
  await readPages(slow(6))
  expect((await troubled.served()).peak_concurrent, 'requests at a time after the recovery').toBe(2)
})
