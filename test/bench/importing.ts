import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const main = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts')
const leaseSeconds = 2

/** Imports files on a host one after another, repeatedly, between `start` and `stop`. An interrupted import continues after the next start. */
export class Importing {
  /** The number of completed imports. */
  completed = 0
  readonly #url: string
  readonly #files: string[]
  #child: ChildProcess | undefined
  #isStopped = true
  #running: Promise<void> | undefined
  readonly #first = Promise.withResolvers<void>()

  constructor(url: string, files: string[]) {
    this.#url = url
    this.#files = files
  }

  start(): void {
    this.#isStopped = false
    this.#running = this.#importAll(Number.POSITIVE_INFINITY)
    // Prevents an unhandled rejection. `stop` throws the error.
    this.#running.catch(() => {})
  }

  /** Resolves when an import has ended since the first start. Throws when one has failed. */
  async untilOne(): Promise<void> {
    await Promise.race([this.#first.promise, this.#running])
  }

  /** Throws when an import has failed meanwhile. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#child?.kill('SIGTERM')
    await this.#running
  }

  async importOne(): Promise<void> {
    this.#isStopped = false
    await this.#importAll(1)
  }

  async #importAll(most: number): Promise<void> {
    for (let imported = 0; imported < most && !this.#isStopped; imported += 1) {
      const file = this.#files[this.completed % this.#files.length]!
      const { code, said } = await this.#import(file)
      if (code === 0) {
        this.completed += 1
        if (most > 1) this.#first.resolve()
      } else if (!this.#isStopped) throw new Error(`the import of ${file} ended with ${code}: ${said}`)
    }
  }

  async #import(file: string): Promise<{ code: number | null; said: string }> {
    const args = ['import', file, '--into', 'advertisers', '--direct', '--lease', String(leaseSeconds)]
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      env: { ...process.env, DATABASE_URL: this.#url },
      stdio: ['ignore', 'ignore', 'pipe'],
      // As cron starts it: in its own session, which has low priority as a whole.
      detached: true,
    })
    this.#child = child
    let said = ''
    child.stderr.on('data', (data) => {
      said += data
    })
    const [code] = await once(child, 'close')
    return { code, said }
  }
}
