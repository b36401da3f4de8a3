import { admitJobs, type Remembered, type WantedJob } from '@edgesweep/core/lane/admit-jobs.ts'
import { maxTickets, submitTickets } from '@edgesweep/core/lane/lane-machine.ts'
import { restoreLane } from '@edgesweep/core/lane/lane-state.ts'
import { expect, test } from 'vitest'

/** A lane and its stored idempotency records. */
function laneWorld() {
  const state = restoreLane([], 1)
  const stored = new Map<string, Remembered>()
  const admit = (jobs: WantedJob[]) => {
    const result = admitJobs(
      state,
      jobs,
      (keyId, key) => structuredClone(stored.get(`${keyId} ${key}`) ?? null),
      (sequence) => `job-${sequence}`,
      0,
    )
    for (const record of result.remember) stored.set(`${record.keyId} ${record.key}`, structuredClone(record))
    return result
  }
  return { state, stored, admit }
}

const job = (idempotency: WantedJob['idempotency'] = null, keyId = 'a'): WantedJob => ({
  keyId,
  deadline: 1_000,
  coalesce: null,
  idempotency,
})

const batch = (length: number, bodySha256 = 'body') =>
  Array.from({ length }, (_, place) => job({ key: 'k', place, bodySha256 }))

test('a batch sent twice gives the same jobs and is stored as one idempotency record', () => {
  const { state, stored, admit } = laneWorld()
  const first = admit(batch(3))
  expect(first.admissions.map((one) => one.ok && one.id)).toEqual(['job-1', 'job-2', 'job-3'])
  const again = admit(batch(3))
  expect(again.admissions).toEqual(first.admissions.map((one) => ({ ...one, replayed: true })))
  expect(again.added).toEqual([])
  expect([state.tickets.size, stored.size]).toEqual([3, 1])
})

test('a repeated batch adds only the jobs that the lane has not taken yet', () => {
  const { admit } = laneWorld()
  admit(batch(3).slice(0, 2))
  const { admissions, added } = admit(batch(3))
  expect(admissions).toMatchObject([{ replayed: true }, { replayed: true }, { replayed: false, id: 'job-3' }])
  expect(added.map(({ index }) => index)).toEqual([2])
})

test('another body under the same key is refused and does not change the first batch', () => {
  const { state, admit } = laneWorld()
  admit(batch(2))
  expect(admit(batch(3, 'other')).admissions).toEqual(Array(3).fill({ ok: false, reason: 'idempotency_conflict' }))
  expect(state.tickets.size).toBe(2)
  expect(admit(batch(2)).admissions).toMatchObject([{ replayed: true }, { replayed: true }])
})

test('the same key twice in one call is one job', () => {
  const { state, admit } = laneWorld()
  const twice = [job({ key: 'k', place: 0, bodySha256: 'body' }), job({ key: 'k', place: 0, bodySha256: 'body' })]
  expect(admit(twice).admissions).toMatchObject([
    { id: 'job-1', replayed: false },
    { id: 'job-1', replayed: true },
  ])
  expect(state.tickets.size).toBe(1)
})

test('the same idempotency key of two callers gives two jobs', () => {
  const { admit } = laneWorld()
  const idempotency = { key: 'k', place: 0, bodySha256: 'body' }
  expect(admit([job(idempotency, 'a'), job(idempotency, 'b')]).admissions).toMatchObject([
    { id: 'job-1', replayed: false },
    { id: 'job-2', replayed: false },
  ])
})

test('a full lane refuses a new job and still answers a repeated request for its own job', () => {
  const { state, admit } = laneWorld()
  admit(batch(1))
  const many = Array.from({ length: maxTickets - 1 }, (_, n) => job(null, `other-${n % 100}`))
  submitTickets(state, many, (sequence) => `job-${sequence}`, 0)
  expect(admit([job(), ...batch(1)]).admissions).toEqual([
    { ok: false, reason: 'lane_full' },
    { ok: true, id: 'job-1', replayed: true },
  ])
})
