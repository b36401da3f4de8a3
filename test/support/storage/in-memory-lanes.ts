import type { DeskClock } from '@edgesweep/core/desk-clock.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { type LaneAddress, parseJobId } from '@edgesweep/core/lane/job-id.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { LaneDesk, type LanePorts } from '@edgesweep/core/lane/lane-desk.ts'
import type { LaneCaller, LaneWorker } from '@edgesweep/core/lane/lane-port.ts'
import type { LaneStorage } from '@edgesweep/core/lane/lane-storage.ts'
import { shardedLanes } from '@edgesweep/core/lane/sharded-lanes.ts'
import { MapLaneStorage } from './map-lane-storage.ts'

export interface InMemoryLanes extends LaneCaller, LaneWorker {
  /** Readmits a job that must run again. */
  readmit(job: JobHeader): Promise<void>
  /** Replaces the processes of the lanes by new ones that know only the storage. */
  restart(lane: LaneName): void
}

/** The lanes over Maps, each with `shards` shards. They call no workers, so workers must poll. */
export function inMemoryLanes(clock: DeskClock, giveUp: LanePorts['giveUp'], shards = 1): InMemoryLanes {
  const known = new Map<string, InMemoryShard>()
  const at = ({ lane, shard }: LaneAddress): InMemoryShard => {
    const name = `${lane}:${shard}`
    const own = known.get(name) ?? new InMemoryShard(clock, giveUp)
    known.set(name, own)
    return own
  }
  return {
    ...shardedLanes({ shards, at: (address) => at(address).desk, summarize: summarizeJob }),
    readmit: (job) => at(parseJobId(job.id)!).desk.readmit(job),
    restart(lane) {
      for (let shard = 0; shard < shards; shard++) at({ lane, shard }).restart()
    },
  }
}

/** A shard's rows, its alarm and the desk of its present process. */
class InMemoryShard {
  readonly #clock: DeskClock
  readonly #giveUp: LanePorts['giveUp']
  readonly #storage = new MapLaneStorage()
  #callOffAlarm = () => {}
  desk: LaneDesk

  constructor(clock: DeskClock, giveUp: LanePorts['giveUp']) {
    this.#clock = clock
    this.#giveUp = giveUp
    this.desk = this.#openDesk()
  }

  restart(): void {
    this.desk = this.#openDesk()
  }

  #openDesk(): LaneDesk {
    const desk: LaneDesk = new LaneDesk({
      storage: whileOpen(this.#storage, () => desk === this.desk),
      clock: this.#clock,
      log: { info: () => {}, warn: () => {}, error: console.error },
      summarize: summarizeJob,
      setAlarm: (time) => {
        this.#callOffAlarm()
        this.#callOffAlarm = this.#clock.after(time - this.#clock.now(), () => void this.desk.alarm())
      },
      mostWorkers: 1,
      callWorkers: () => {},
      giveUp: this.#giveUp,
    })
    return desk
  }
}

/** The storage for one process. It throws after the end of that process. */
function whileOpen(storage: LaneStorage, isOpen: () => boolean): LaneStorage {
  return new Proxy(storage, {
    get(_, name) {
      if (!isOpen()) throw new Error('this process of the lane has ended')
      const value = Reflect.get(storage, name)
      return typeof value === 'function' ? value.bind(storage) : value
    },
  })
}
