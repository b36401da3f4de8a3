import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type Runtime = 'node' | 'bun' | 'deno'

const main = join(import.meta.dirname, '..', '..', '..', 'apps', 'cli', 'src', 'main.ts')
const commands: Record<Runtime, [string, ...string[]]> = {
  node: ['node', '--disable-warning=ExperimentalWarning', main],
  bun: ['bun', main],
  deno: ['deno', 'run', '--allow-all', main],
}

/** The environment of a runner that works on local pages as fast as possible. */
export const runnerEnv = (databaseUrl: string, host: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  ALLOWED_TARGETS: host,
  ROBOTS_IGNORED_HOSTS: host,
  DOMAIN_SLOTS: '1000',
})

/** A line of the log. */
export interface Logged {
  level: 'info' | 'warn' | 'error'
  event: string
  instance: string
  [field: string]: unknown
}

/** `edgesweep work` in a separate process, with its output. */
export class WorkProcess {
  readonly runtime: Runtime
  readonly pid: number
  /** `hostname-pid`, which claims records unless the process only supervises others. */
  readonly instance: string
  readonly logged: Logged[] = []
  /** Output that was not JSON log lines. */
  output = ''
  /** The exit code or the signal that ended the process, once all output has been read. */
  readonly ended: Promise<number | string>
  readonly #child: ChildProcess
  #onLogged: () => void = () => {}

  /** @param args the arguments of `edgesweep work` */
  constructor(runtime: Runtime, env: Record<string, string>, args: string[]) {
    const [command, ...rest] = commands[runtime]
    this.runtime = runtime
    this.#child = spawn(command, [...rest, 'work', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.pid = this.#child.pid!
    this.instance = `${hostname()}-${this.pid}`
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      createInterface({ input: stream }).on('line', (line) => this.#hear(line))
    this.ended = once(this.#child, 'close').then(([code, signal]) => code ?? signal)
  }

  /** Resolves when `instances` instances work. Throws when the process ends before. */
  async begun(instances = 1): Promise<void> {
    const begun = new Promise<void>((resolve) => {
      this.#onLogged = () => this.all('work.started').length >= instances && resolve()
      this.#onLogged()
    })
    const ended = this.ended.then((how) =>
      Promise.reject(new Error(`${this.runtime} ended with ${how} before it began: ${this.output}`)),
    )
    await Promise.race([begun, ended])
  }

  /** The log lines of one event. */
  all(event: string): Logged[] {
    return this.logged.filter((line) => line.event === event)
  }

  /** Has no effect after the end of the process. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  #hear(line: string): void {
    if (line.startsWith('{')) this.logged.push(JSON.parse(line))
    else this.output += `${line}\n`
    this.#onLogged()
  }
}
