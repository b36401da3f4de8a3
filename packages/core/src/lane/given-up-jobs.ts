import type { Log } from '../context.ts'
import type { JobHeader } from '../job/job-state.ts'
import type { GivenUpStatus } from './lane-state.ts'
import type { GivenUpJob, LaneStorage, LaneWrite } from './lane-storage.ts'
import type { OpenShard } from './open-shard.ts'

/** Calls to the objects of given-up jobs at the same time. */
const announcedAtOnce = 50

interface AnnouncingPorts {
  storage: LaneStorage
  log: Log
  /** Notifies a job's own object that the job was given up. */
  giveUp(job: JobHeader, status: GivenUpStatus, reason: string): Promise<void> | void
}

/** The part of a desk that announcing needs. A write that fails replaces the shard. */
interface Desk {
  shard(): OpenShard
  commit(writes: LaneWrite[]): void
}

/** Tells the objects of given-up jobs their end. Until an object has it, the shard keeps it. */
export class GivenUpJobs {
  readonly #ports: AnnouncingPorts
  readonly #desk: Desk

  constructor(ports: AnnouncingPorts, desk: Desk) {
    this.#ports = ports
    this.#desk = desk
  }

  /** One round. False if a job's object did not answer. */
  async announceSome(): Promise<boolean> {
    const { storage } = this.#ports
    const ends = await Promise.all(storage.givenUp(announcedAtOnce).map((job) => this.#announce(job)))
    this.#desk.shard().hasGivenUp = storage.givenUp(1).length > 0
    return ends.every((isAnnounced) => isAnnounced)
  }

  /** Announces the job of the call at hand. A call must not wait for the jobs of others, which the alarm announces. */
  async announceOne(jobId: string): Promise<void> {
    const { storage } = this.#ports
    const job = storage.givenUpJob(jobId)
    if (job && (await this.#announce(job))) this.#desk.shard().hasGivenUp = storage.givenUp(1).length > 0
  }

  /** False after a failure. It is not thrown, because the alarm tries again. */
  async #announce({ ticket, status, reason, spec }: GivenUpJob): Promise<boolean> {
    const { id, keyId, submittedAt, deadline } = ticket
    const { lane } = this.#desk.shard().address!
    try {
      await this.#ports.giveUp({ id, keyId, lane, spec: JSON.parse(spec), submittedAt, deadline }, status, reason)
      this.#desk.commit([{ type: 'announced', id }])
      return true
    } catch (error) {
      this.#ports.log.error('lane.give_up_failed', { jobId: id, error: String(error) })
      return false
    }
  }
}
