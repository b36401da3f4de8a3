import process from 'node:process'
import { SingleBar } from 'cli-progress'

const sayEveryMs = 5_000

/** How far long work is: a bar on a terminal, and otherwise a line every five seconds. On standard error, since results are on the other. */
export class PhaseBar {
  readonly #bar: SingleBar | null
  #begun = false
  #saidAt = Number.NEGATIVE_INFINITY

  constructor() {
    const format = '{bar} {percentage} % | {phase} | {detail} | {duration_formatted}'
    const options = { format, stream: process.stderr, hideCursor: true, barCompleteChar: '█', barIncompleteChar: '░' }
    this.#bar = process.stderr.isTTY ? new SingleBar(options) : null
  }

  /** `share`: from 0 to 1, of the work in this phase. */
  show(phase: string, share: number, detail: string): void {
    const percent = Math.floor(share * 100)
    const told = { phase, detail }
    if (this.#bar) {
      if (!this.#begun) this.#bar.start(100, percent, told)
      else this.#bar.update(percent, told)
      this.#begun = true
      return
    }
    if (performance.now() - this.#saidAt < sayEveryMs) return
    this.#saidAt = performance.now()
    process.stderr.write(`${phase}: ${percent} %, ${detail}\n`)
  }

  stop(): void {
    if (this.#begun) this.#bar?.stop()
    this.#begun = false
  }
}
