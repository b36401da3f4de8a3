import type { ItemReport } from '@edgesweep/core/job/job-port.ts'
import type { EndedItem, JobHeader } from '@edgesweep/core/job/job-state.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { readSweptOutlets } from '@edgesweep/core/job/read-swept-outlets.ts'
import { expect, test } from 'vitest'
import { InMemoryJobs } from '../../../support/storage/in-memory-jobs.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

const usage = { browserMs: 0, requests: 0, bytes: 0, robotsIgnored: [] }
const ended = (status: EndedItem, error: string | null = null): ItemReport => {
  return { type: 'ended', status, result: null, error, usage }
}

/** A sweep of outlets whose scans and extractions end as given; null: the item stays open. Until its deadline, if `isOver`. */
async function swept(ends: Array<[scan: ItemReport | null, extraction: ItemReport | null]>, isOver = false) {
  const clock = new VirtualClock()
  const jobs = new InMemoryJobs(clock)
  const outlet_ids = ends.map((_, n) => `out_${n}`)
  const spec = { kind: 'sweep' as const, sweep_id: 'swp', outlet_ids }
  const deadline = clock.now() + 900_000
  const header: JobHeader = { id: 'job', keyId: 'clock', lane: 'bulk', spec, submittedAt: clock.now(), deadline }
  await jobs.take(header, planJob(spec), 't', 0, 0)
  const steps = [...ends.map(([scan]) => scan), ...ends.map(([, extraction]) => extraction)]
  for (const [index, report] of steps.entries()) {
    if (report && (await jobs.startItem('job', 't', index))) await jobs.reportItem('job', 't', index, report)
  }
  if (isOver) await clock.pass(900_000)
  return { read: (from = 0, limit = 100) => readSweptOutlets({ jobs }, 'job', from, limit) }
}

const good = ended('completed')
const away: ItemReport = {
  type: 'deferred',
  afterMs: 3_600_000,
  throttled: true,
  reason: 'it asked for a pause',
  usage,
}
const soon: ItemReport = { ...away, afterMs: 60_000 }

test('each outlet of an ended sweep has a verdict, and a reason if it was not extracted', async () => {
  const { read } = await swept([
    [good, good],
    [good, ended('skipped')],
    [good, ended('errored', 'no items')],
    [ended('disallowed', 'robots.txt forbids it'), ended('disallowed', 'as before')],
    [away, away],
  ])
  const { outlets, next } = (await read())!
  expect(outlets.map(({ outletId, verdict }) => [outletId, verdict])).toEqual([
    ['out_0', 'extracted'],
    ['out_1', 'offline'],
    ['out_2', 'scanned'],
    ['out_3', 'not_reached'],
    ['out_4', 'not_reached'],
  ])
  const [first, second, third, fourth, fifth] = outlets.map(({ reason }) => reason)
  expect([first, second, third, fourth]).toEqual([null, null, 'no items', 'robots.txt forbids it'])
  expect(fifth).toContain('not reached: it asked for a pause; the wait until ')
  expect(next).toBeNull()
})

test('an outlet that waits has no verdict before the deadline of its sweep, and a verdict with the reason after it', async () => {
  const running = await swept([
    [soon, null],
    [good, null],
  ])
  expect((await running.read())!.outlets).toEqual([
    { outletId: 'out_0', verdict: null, reason: 'it asked for a pause' },
    { outletId: 'out_1', verdict: null, reason: null },
  ])
  const over = await swept(
    [
      [soon, null],
      [good, null],
    ],
    true,
  )
  expect((await over.read())!.outlets).toEqual([
    { outletId: 'out_0', verdict: 'not_reached', reason: 'not finished: it asked for a pause' },
    { outletId: 'out_1', verdict: 'scanned', reason: 'not reached' },
  ])
})

test('pages of outlets meet without a gap', async () => {
  const { read } = await swept(Array.from({ length: 5 }, () => [good, good]))
  const seen: string[] = []
  for (let from: number | null = 0; from !== null; ) {
    const page: Awaited<ReturnType<typeof read>> = await read(from, 2)
    seen.push(...page!.outlets.map(({ outletId }) => outletId))
    from = page!.next
  }
  expect(seen).toEqual(['out_0', 'out_1', 'out_2', 'out_3', 'out_4'])
})
