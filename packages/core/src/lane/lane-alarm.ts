import type { Log } from '../context.ts'

/** An alarm that has not rung this long, in ms, after its time is lost. */
const lateMs = 2_000

interface AlarmPorts {
  setAlarm(at: number): Promise<void> | void
  log: Log
}

/** The alarm of a shard. A process that has just started does not know whether it is set. */
export class LaneAlarm {
  readonly #ports: AlarmPorts
  #at: number | null = null

  constructor(ports: AlarmPorts) {
    this.#ports = ports
  }

  /** Call when the alarm has rung, or the clock was set back. */
  forget(): void {
    this.#at = null
  }

  /** Whether it must be set, whatever was set before. */
  isMissing(now: number): boolean {
    return this.#at === null || this.#at + lateMs < now
  }

  /** Sets the alarm unless an earlier one is due. One that rings too early costs less than setting it at every change. */
  async set(at: number, now: number): Promise<void> {
    if (!Number.isFinite(at) || (!this.isMissing(now) && this.#at! <= at)) return
    this.#at = at
    try {
      await this.#ports.setAlarm(at)
    } catch (error) {
      // The change is stored. The next call of any kind sets the alarm again.
      this.#at = null
      this.#ports.log.error('lane.alarm_failed', { error: String(error) })
    }
  }
}
