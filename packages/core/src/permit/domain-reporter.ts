import type { DeskClock } from '../desk-clock.ts'
import { boundedWait } from '../endings/waits.ts'
import { type DomainUse, isBusy } from './domain-use.ts'

/** A domain that is busy for less, in ms, is not reported. */
const settleMs = 1_000
/** The shortest time between two reports, in ms. */
const everyMs = 5_000
/** An entry that was not renewed this many reports long has ended. */
const missedReports = 3

/** What a reporter needs from its domain. */
export interface ReporterPorts {
  clock: DeskClock
  /** `busyForMs` as `busyFor`. */
  read(): { use: DomainUse; busyForMs: number }
  /** Stores the use in the index for `leaseMs`; 0 deletes it. Returns the time in ms before the next report. */
  report(use: DomainUse, leaseMs: number): Promise<number>
}

/**
 * Reports a domain to the index while it is busy: after changes, and no more often than the index allows. Renewals of permits are changes, too.
 * Nobody calls a domain that only pauses: its entry has a lease of that length, and its object may sleep. A report that fails is made again after
 * the next change.
 */
export class DomainReporter {
  readonly #ports: ReporterPorts
  #isPlanned = false
  #isListed = false
  #pauseMs = everyMs

  constructor(ports: ReporterPorts) {
    this.#ports = ports
  }

  /** Call it after every change. */
  changed(): void {
    if (this.#isPlanned) return
    if (this.#isListed) this.#plan(this.#pauseMs)
    else if (isBusy(this.#ports.read().use)) this.#plan(settleMs)
  }

  #plan(afterMs: number): void {
    this.#isPlanned = true
    this.#ports.clock.after(afterMs, () => void this.#tell())
  }

  async #tell(): Promise<void> {
    // A change from now on is reported later.
    this.#isPlanned = false
    const { use, busyForMs } = this.#ports.read()
    const busy = isBusy(use)
    if (busy || this.#isListed) {
      const leaseMs = busy ? Math.max(missedReports * this.#pauseMs, busyForMs) : 0
      try {
        this.#pauseMs = Math.max(everyMs, boundedWait(await this.#ports.report(use, leaseMs), everyMs))
        this.#isListed = busy
      } catch {
        // Without the index, nobody sees the domain, but it serves its callers all the same.
        this.#pauseMs = everyMs
      }
    }
  }
}
