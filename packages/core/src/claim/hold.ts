import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'

/** A held record, with the token of its claim. */
export type Held<Row extends ClaimedRow> = Row & { token: string }

/** A claim on a record. It may be lost while the work on the record continues. */
export class Hold<Row extends ClaimedRow> {
  readonly record: Held<Row>
  #reason: { error: Error } | undefined
  #controller: AbortController | undefined
  #onLost: (error: Error) => void = () => {}

  constructor(record: Held<Row>) {
    this.record = record
  }

  /** Aborts when the record was lost to another instance. Created on first use, because most records end without it. */
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

  /** The result of the work, or the loss as an error. Work that ignores the signal is abandoned, because another instance has its record. */
  untilLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onLost = reject
      if (this.#reason) reject(this.#reason.error)
      work.then(resolve, reject)
    })
  }
}
