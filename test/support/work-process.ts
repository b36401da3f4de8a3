import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type Runtime = 'node' | 'bun' | 'deno'

const main = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts')
const commands: Record<Runtime, [string, ...string[]]> = {
  node: ['node', '--disable-warning=ExperimentalWarning', main],
  bun: ['bun', main],
  deno: ['deno', 'run', '--allow-all', main],
}

/** What a runner is told to work on pages of this machine, as fast as they come. */
export const runnerEnv = (databaseUrl: string, host: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  ALLOWED_TARGETS: host,
  ROBOTS_IGNORED_HOSTS: host,
  DOMAIN_SLOTS: '1000',
})

/** A line of a log. */
export interface Logged {
  level: 'info' | 'warn' | 'error'
  event: string
  instance: string
  [field: string]: unknown
}

/** `edgesweep work` in a process of its own, and what it says. */
export class WorkProcess {
  readonly runtime: Runtime
  /** `hostname-pid`, which claims records unless it only supervises others. */
  readonly instance: string
  readonly logged: Logged[] = []
  /** What was not for the log. */
  said = ''
  /** Its exit code, or the signal that ended it, when all that it said has been read. */
  readonly ended: Promise<number | string>
  readonly #child: ChildProcess
  #onLogged: () => void = () => {}

  /** @param args of `edgesweep work` */
  constructor(runtime: Runtime, env: Record<string, string>, args: string[]) {
    const [command, ...rest] = commands[runtime]
    this.runtime = runtime
    this.#child = spawn(command, [...rest, 'work', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.instance = `${hostname()}-${this.#child.pid}`
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      createInterface({ input: stream }).on('line', (line) => this.#hear(line))
    this.ended = once(this.#child, 'close').then(([code, signal]) => code ?? signal)
  }

  /** Until so many instances work. Throws when it ends before. */
  async begun(instances = 1): Promise<void> {
    const begun = new Promise<void>((resolve) => {
      this.#onLogged = () => this.all('work.started').length >= instances && resolve()
      this.#onLogged()
    })
    const ended = this.ended.then((how) =>
      Promise.reject(new Error(`${this.runtime} ended with ${how} before it began: ${this.said}`)),
    )
    await Promise.race([begun, ended])
  }

  /** The lines of one event. */
  all(event: string): Logged[] {
    return this.logged.filter((line) => line.event === event)
  }

  /** Nothing happens when it is gone already. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  #hear(line: string): void {
    if (line.startsWith('{')) this.logged.push(JSON.parse(line))
    else this.said += `${line}\n`
    this.#onLogged()
  }
}
