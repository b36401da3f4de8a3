import process from 'node:process'
import { SingleBar } from 'cli-progress'

const printEveryMs = 5_000

/** Progress of long work on standard error: a bar on a terminal, otherwise a line every 5 s. Standard output is for results. */
export class PhaseBar {
  readonly #bar: SingleBar | null
  #isStarted = false
  #printedAt = Number.NEGATIVE_INFINITY

  constructor() {
    const format = '{bar} {percentage} % | {phase} | {detail} | {duration_formatted}'
    const options = { format, stream: process.stderr, hideCursor: true, barCompleteChar: '█', barIncompleteChar: '░' }
    this.#bar = process.stderr.isTTY ? new SingleBar(options) : null
  }

  /** @param share of the phase that is done, from 0 to 1 */
  show(phase: string, share: number, detail: string): void {
    const percent = Math.floor(share * 100)
    const fields = { phase, detail }
    if (this.#bar) {
      if (!this.#isStarted) this.#bar.start(100, percent, fields)
      else this.#bar.update(percent, fields)
      this.#isStarted = true
      return
    }
    if (performance.now() - this.#printedAt < printEveryMs) return
    this.#printedAt = performance.now()
    process.stderr.write(`${phase}: ${percent} %, ${detail}\n`)
  }

  stop(): void {
    if (this.#isStarted) this.#bar?.stop()
    this.#isStarted = false
  }
}
