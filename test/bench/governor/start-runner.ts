import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { PastDecision } from '@edgesweep/runner/decision-history.ts'

export interface RunnerOptions {
  url: string
  /** The folder for stored files. */
  folder: string
  /** The `host:port` of the files. */
  host: string
  min: number
  max: number
  memoryFloorMiB: number
}

/** A runner of file tasks, as its operator sees it. */
export interface Runner {
  /** The newest first. */
  decisions(): Promise<PastDecision[]>
  metrics(): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

const main = join(import.meta.dirname, '..', '..', '..', 'apps', 'cli', 'src', 'main.ts')

/** Starts `edgesweep work files` and waits until it has reported the address of its metrics. */
export async function startRunner({ url, folder, host, min, max, memoryFloorMiB }: RunnerOptions): Promise<Runner> {
  const numbers = { workers: min, 'max-workers': max, 'memory-floor': memoryFloorMiB, batch: max, 'metrics-port': 0 }
  const args = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)])
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'work', 'files', ...args], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      FILES_URL: pathToFileURL(folder).href,
      ALLOWED_TARGETS: host,
      ROBOTS_IGNORED_HOSTS: host,
      DOMAIN_SLOTS: '1000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = Promise.withResolvers<string>()
  child.once('exit', (code) => address.reject(new Error(`the runner ended by itself (${code})`)))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { event: string; metrics?: string }
    if (said.event === 'work.started') address.resolve(said.metrics!)
  })
  const metricsUrl = await address.promise
  return {
    async decisions() {
      const text = await (await fetch(`${metricsUrl}/governor`)).text()
      // An unreadable figure is NaN, which JSON writes as null.
      return (JSON.parse(text, (_, value) => value ?? NaN) as { decisions: PastDecision[] }).decisions
    },
    metrics: async () => (await fetch(`${metricsUrl}/metrics`)).text(),
    async [Symbol.asyncDispose]() {
      child.removeAllListeners('exit')
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
