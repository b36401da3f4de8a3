import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { LaneDesk } from '@edgesweep/core/lane/lane-desk.ts'
import type { LaneWorkerId } from '@edgesweep/core/lane/lane-port.ts'
import type { PulledTicket, SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'
import { MapLaneStorage } from '../support/storage/map-lane-storage.ts'
import type { VirtualTime } from './virtual-time.ts'

const spec = { kind: 'cart' as const, items: ['milk'], zipcode: '10001' }
const address = { lane: 'interactive', shard: 0 } as const

/** A cart of one item with a deadline of a day. */
const simulatedJob = (keyId: string): SerializedJob => ({
  keyId,
  spec: JSON.stringify(spec),
  summary: JSON.stringify(summarizeJob(spec)),
  deadlineSeconds: 86_400,
  coalesce: null,
  idempotency: null,
})

/** The desk of a shard under virtual time. It counts the calls of workers and submitters; `call` starts a worker. */
export class SimulatedLane {
  readonly calls = { submit: 0, pull: 0, finish: 0, renew: 0 }
  readonly desk: LaneDesk

  constructor(time: VirtualTime, mostWorkers: number, call: () => void) {
    let callOffAlarm = () => {}
    this.desk = new LaneDesk({
      storage: new MapLaneStorage(),
      clock: time.clock,
      log: console,
      summarize: summarizeJob,
      setAlarm: (at) => {
        callOffAlarm()
        callOffAlarm = time.after(at - time.now, () => void this.desk.alarm())
      },
      mostWorkers,
      callWorkers: (_, count) => {
        for (let n = 0; n < count; n++) call()
      },
      giveUp: ({ id }, _, reason) => {
        throw new Error(`the lane gave up ${id}: ${reason}`)
      },
    })
  }

  /** Submits new jobs of a key and returns their ids. */
  async submit(keyId: string, count: number): Promise<string[]> {
    this.calls.submit += 1
    const receipts = await this.desk.submitJobs(
      address,
      Array.from({ length: count }, () => simulatedJob(keyId)),
    )
    return receipts.map((receipt) => {
      if (!receipt.ok) throw new Error(`the lane refused a job: ${receipt.reason}`)
      return receipt.id
    })
  }

  pull(worker: LaneWorkerId, max: number, stays: boolean): Promise<PulledTicket[]> {
    this.calls.pull += 1
    return this.desk.pullTickets(worker, { max, waitMs: 0, stays })
  }

  async renew(worker: LaneWorkerId, held: Array<{ id: string; token: string }>): Promise<void> {
    this.calls.renew += 1
    await this.desk.renewTickets(worker, held)
  }

  finish(id: string, token: string, outcome: Outcome): Promise<void> {
    this.calls.finish += 1
    return this.desk.finish(id, token, outcome)
  }
}
