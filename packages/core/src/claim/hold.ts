import type { ClaimedRow } from '@edgesweep/db/queries/claim/claim-records.ts'
import type { Held } from './pipeline.ts'

/** A right to a record, which may be lost while its work goes on. */
export class Hold<Row extends ClaimedRow> {
  readonly record: Held<Row>
  #reason: { error: Error } | undefined
  #controller: AbortController | undefined
  #onLost: (error: Error) => void = () => {}

  constructor(record: Held<Row>) {
    this.record = record
  }

  /** Aborts when the record is no longer this instance's. Made when it is asked for: many records are done before anybody would. */
  get lost(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#reason) this.#controller.abort(this.#reason.error)
    }
    return this.#controller.signal
  }

  lose(error: Error): void {
    this.#reason ??= { error }
    this.#controller?.abort(error)
    this.#onLost(error)
  }

  /** The work's end, or the loss. Work that does not heed the signal is left behind: its record is another's. */
  untilLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onLost = reject
      if (this.#reason) reject(this.#reason.error)
      work.then(resolve, reject)
    })
  }
}
