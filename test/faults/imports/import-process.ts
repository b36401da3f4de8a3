import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'

const main = join(import.meta.dirname, '..', '..', '..', 'apps', 'cli', 'src', 'main.ts')

/** `edgesweep import FILE --direct` in a separate process. */
export class ImportProcess {
  readonly #child: ChildProcess
  /** `hostname-pid`, which claims the import. */
  readonly instance: string
  readonly pid: number
  /** The exit code or the signal that ended the process, and its output. */
  readonly ended: Promise<{ how: number | string; output: string }>
  /** Whether the process has ended. */
  isOver = false

  constructor(databaseUrl: string, path: string, leaseSeconds: number) {
    const args = [main, 'import', path, '--into', 'advertisers', '--direct', '--lease', String(leaseSeconds)]
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.pid = this.#child.pid!
    this.instance = `${hostname()}-${this.pid}`
    let output = ''
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.on('data', (data) => (output += data))
    this.ended = once(this.#child, 'close').then(([code, signal]) => {
      this.isOver = true
      return { how: code ?? signal, output }
    })
  }

  /** Has no effect when the process has ended. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Resolves when the process ends with exit code 0, and throws otherwise. */
  async endWell(): Promise<void> {
    const { how, output } = await this.ended
    if (how !== 0) throw new Error(`an import ended with ${how}: ${output}`)
  }
}
