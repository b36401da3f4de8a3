import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'

const main = join(import.meta.dirname, '..', '..', '..', 'apps', 'cli', 'src', 'main.ts')

/** `edgesweep import FILE --direct` in a process of its own. */
export class ImportProcess {
  readonly #child: ChildProcess
  /** `hostname-pid`, which claims the import. */
  readonly instance: string
  readonly pid: number
  /** Its exit code, or the signal that ended it, and what it said. */
  readonly ended: Promise<{ how: number | string; said: string }>
  /** Whether it has ended. */
  isOver = false

  constructor(databaseUrl: string, path: string, leaseSeconds: number) {
    const args = [main, 'import', path, '--into', 'advertisers', '--direct', '--lease', String(leaseSeconds)]
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.pid = this.#child.pid!
    this.instance = `${hostname()}-${this.pid}`
    let said = ''
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.on('data', (data) => (said += data))
    this.ended = once(this.#child, 'close').then(([code, signal]) => {
      this.isOver = true
      return { how: code ?? signal, said }
    })
  }

  /** Nothing happens when it is gone already. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Waits for its end; throws when that was not a good one. */
  async endWell(): Promise<void> {
    const { how, said } = await this.ended
    if (how !== 0) throw new Error(`an import ended with ${how}: ${said}`)
  }
}
