import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchMemory } from '../support/watch-memory.ts'

/** The faults injected into the workers, and their late ends. */
export interface Harm {
  kills: number
  pauses: number
  /** Ends that were refused because another worker had taken the work over. */
  lost: number
}

/** Events that faults are expected to cause. */
const expected = /"event":"(claim\.(stale|lost)|record\.failed|archive\.step_failed)"/

/** Worker processes that can be paused, or killed and then restarted. */
export class WorkerPool {
  readonly harm: Harm = { kills: 0, pauses: 0, lost: 0 }
  /** The peak growth of a worker's resident memory since it was ready, in MB. */
  grownMb = 0
  readonly #script: string
  readonly #options: object
  readonly #workers: ChildProcess[] = []
  readonly #paused = new Map<number, Promise<void>>()

  /** @param script the worker's script. It receives `options` as JSON in its only argument, and sends a message when it is ready. */
  constructor(script: string, options: object) {
    this.#script = script
    this.#options = options
  }

  async start(count: number): Promise<void> {
    const slots = Array.from({ length: count }, (_, slot) => slot)
    await Promise.all(slots.map((slot) => this.#spawn(slot)))
  }

  /** Kills a worker at any point of its work, and starts another in its place. */
  async kill(slot: number): Promise<void> {
    const worker = this.#workers[slot]!
    const gone = once(worker, 'exit')
    worker.kill('SIGKILL')
    this.harm.kills += 1
    await gone
    await this.#spawn(slot)
  }

  /** Stops a worker for `ms`. It resumes without knowing that time has passed. */
  pause(slot: number, ms: number): void {
    const worker = this.#workers[slot]!
    worker.kill('SIGSTOP')
    this.harm.pauses += 1
    const resumed = sleep(ms).then(() => {
      worker.kill('SIGCONT')
      this.#paused.delete(slot)
    })
    this.#paused.set(slot, resumed)
  }

  /** The slots whose workers are not paused. */
  awake(): number[] {
    return [...this.#workers.keys()].filter((slot) => !this.#paused.has(slot))
  }

  /** Waits for paused workers to resume, so that their late ends are counted. */
  async settle(): Promise<void> {
    await Promise.all(this.#paused.values())
  }

  async stop(): Promise<void> {
    const running = this.#workers.filter((worker) => worker.exitCode === null && worker.signalCode === null)
    const gone = running.map((worker) => once(worker, 'exit'))
    for (const worker of running) worker.kill('SIGKILL')
    await Promise.all(gone)
  }

  async #spawn(slot: number): Promise<void> {
    const args = ['--disable-warning=ExperimentalWarning', this.#script, JSON.stringify(this.#options)]
    const worker = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#workers[slot] = worker
    createInterface({ input: worker.stderr! }).on('line', (line) => {
      if (/"event":"(claim\.refused|archive\.lost)"/.test(line)) this.harm.lost += 1
      else if (!expected.test(line)) process.stderr.write(`${line}\n`)
    })
    const died = once(worker, 'exit').then(() => Promise.reject(new Error('a worker ended before it was ready')))
    await Promise.race([once(worker, 'message'), died])
    // Prevents an unhandled rejection, because from here on the worker may end.
    died.catch(() => {})
    const memory = watchMemory(worker.pid!)
    worker.once('exit', () => {
      if (memory) this.grownMb = Math.max(this.grownMb, memory.stop().peak - memory.before)
    })
  }
}
