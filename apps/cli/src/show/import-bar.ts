import process from 'node:process'
import { SingleBar } from 'cli-progress'
import { grouped } from './table.ts'

const sayEveryMs = 5_000

/** How far an import is: a bar on a terminal, and otherwise a line every five seconds. On standard error, since results are on the other. */
export class ImportBar {
  readonly #bar: SingleBar | null
  #begun = false
  #saidAt = Number.NEGATIVE_INFINITY

  constructor() {
    const format = '{bar} {percentage} % | {phase} | {rows} rows | {duration_formatted}'
    const options = { format, stream: process.stderr, hideCursor: true, barCompleteChar: '█', barIncompleteChar: '░' }
    this.#bar = process.stderr.isTTY ? new SingleBar(options) : null
  }

  /** `share` from 0 to 1, of the phase `uploading` or of all that follows it. */
  show(phase: string, share: number, rows: number): void {
    const percent = Math.floor(share * 100)
    const told = { phase, rows: grouped(rows) }
    if (this.#bar) {
      if (!this.#begun) this.#bar.start(100, percent, told)
      else this.#bar.update(percent, told)
      this.#begun = true
      return
    }
    if (performance.now() - this.#saidAt < sayEveryMs) return
    this.#saidAt = performance.now()
    process.stderr.write(`${phase}: ${percent} %, ${told.rows} rows\n`)
  }

  stop(): void {
    if (this.#begun) this.#bar?.stop()
    this.#begun = false
  }
}
