import type { Decision } from '@edgesweep/core/governor/governor-settings.ts'
import { createMetrics } from '@edgesweep/runner/metrics.ts'
import { metricsAddress, serveMetrics } from '@edgesweep/runner/serve-metrics.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'

const decision: Decision = {
  workers: 3,
  change: 1,
  reason: 'backlog',
  words: '40 waiting: one worker more, 3 of 4',
  reading: { cpu: 0.41, memoryFreeBytes: 3e9, memoryTotalBytes: 8e9, waiting: 40, busy: 2, workers: 2 },
}

let metrics = createMetrics()
let problem: string | null = null
let server: Awaited<ReturnType<typeof serveMetrics>>
beforeEach(async () => {
  metrics = createMetrics()
  problem = null
  server = await serveMetrics({ metrics, hostname: '127.0.0.1', port: 0, findProblem: () => problem })
})
afterEach(() => server.close())

const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`)
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

const run = (held: number, done: number, released: number) => ({
  held,
  counts: { done, failed: 0, retry: 1, deferred: 0, unused: 0, lost: 2, givenUp: 3, released },
})

test('/metrics has the decisions by reason and change, the last reading, and the outcomes of all runs', async () => {
  metrics.recordDecision(decision, 0)
  metrics.recordDecision({ ...decision, change: 0, reason: 'cpu', reading: { ...decision.reading, cpu: 0.85 } }, 1000)
  metrics.count('profiles', run(50, 40, 7))
  metrics.count('profiles', run(20, 8, 0))
  metrics.count('creatives', run(1, 5, 2))
  await get('/metrics')
  const { type, text } = await get('/metrics')
  expect(type).toContain('text/plain; version=0.0.4')
  for (const line of [
    'edgesweep_governor_workers 3',
    'edgesweep_governor_decisions_total{reason="backlog",change="1"} 1',
    'edgesweep_governor_decisions_total{reason="cpu",change="0"} 1',
    'edgesweep_governor_cpu_ratio 0.85',
    'edgesweep_governor_memory_free_bytes 3000000000',
    'edgesweep_governor_waiting_tasks 40',
    'edgesweep_claims_held{pipeline="profiles"} 70',
    'edgesweep_claims_held{pipeline="creatives"} 1',
    'edgesweep_records_total{pipeline="profiles",outcome="done"} 48',
    'edgesweep_records_total{pipeline="profiles",outcome="lost"} 4',
    'edgesweep_records_total{pipeline="creatives",outcome="given_up"} 3',
    'edgesweep_stale_claims_released_total 9',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

test('/governor lists the last 100 decisions, newest first, and combines repeated ones', async () => {
  for (let second = 0; second < 150; second++) metrics.recordDecision({ ...decision, workers: second }, second * 1000)
  for (let second = 150; second < 180; second++)
    metrics.recordDecision({ ...decision, change: 0, reason: 'steady' }, second * 1000)
  const { decisions } = JSON.parse((await get('/governor')).text)
  expect(decisions).toHaveLength(100)
  expect(decisions[0]).toMatchObject({ reason: 'steady', times: 30, at: '1970-01-01T00:02:59.000Z' })
  expect(decisions[1]).toEqual({ ...decision, workers: 149, times: 1, at: '1970-01-01T00:02:29.000Z' })
})

test('/health answers 503 with the problem while there is one', async () => {
  expect((await get('/health')).status).toBe(200)
  problem = 'the database has not answered for 40 s'
  const { status, text } = await get('/health')
  expect([status, JSON.parse(text)]).toEqual([503, { status: 'failing', detail: problem }])
})

test('two runners in one process have separate metrics', async () => {
  metrics.count('files', run(1, 1, 1))
  expect((await get('/metrics')).text).toContain('pipeline="files"')
  expect(await createMetrics().registry.metrics()).not.toContain('pipeline="files"')
})

test('serving metrics on a port in use throws', async () => {
  const port = Number(new URL(server.url).port)
  await expect(serveMetrics({ metrics, hostname: '127.0.0.1', port, findProblem: () => null })).rejects.toThrow(
    'EADDRINUSE',
  )
})

test('metrics are served on 127.0.0.1 unless METRICS_HOST is set, and an invalid METRICS_PORT is refused', () => {
  expect(metricsAddress({})).toEqual({ hostname: '127.0.0.1', port: 9464 })
  expect(metricsAddress({ METRICS_HOST: '0.0.0.0', METRICS_PORT: '0' })).toEqual({ hostname: '0.0.0.0', port: 0 })
  expect(() => metricsAddress({ METRICS_PORT: 'x' })).toThrow('METRICS_PORT must be a number from 0 to 65535, not "x"')
})
