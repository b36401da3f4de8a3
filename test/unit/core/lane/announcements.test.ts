import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { LaneDesk } from '@edgesweep/core/lane/lane-desk.ts'
import { expect, test } from 'vitest'
import { laneCart } from '../../../support/lane-cart.ts'
import { MapLaneStorage } from '../../../support/storage/map-lane-storage.ts'

const address = { lane: 'interactive', shard: 0 } as const
const worker = { id: 'worker', slots: 8 }

test("no call waits for the objects of another caller's cancelled jobs", async () => {
  let calls = 0
  const desk = new LaneDesk({
    storage: new MapLaneStorage(),
    clock: { now: () => 1_000, after: () => () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    summarize: summarizeJob,
    setAlarm: () => {},
    mostWorkers: 1,
    callWorkers: () => {},
    giveUp: () => {
      if (calls++ === 0) throw new Error('the job does not answer')
      return new Promise(() => {})
    },
  })
  const [cancelled] = await desk.submitJobs(address, [laneCart(['milk'], { keyId: 'one' })])
  await desk.cancel(cancelled!.ok ? cancelled!.id : '')
  const [receipt] = await desk.submitJobs(address, [laneCart(['eggs'], { keyId: 'other' })])
  const [ticket] = await desk.pullTickets(worker, { max: 1, waitMs: 0, stays: true })
  expect(receipt).toMatchObject({ ok: true, id: ticket!.id })
  await desk.finish(ticket!.id, ticket!.token, { kind: 'done' })
  expect(calls).toBe(1)
})
