import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TownOptions } from '@edgesweep/infra/demo-town/create-town.ts'
import type { TownItem, TownOutlet } from '../../support/stack/stack-client.ts'

export type { TownItem, TownOutlet }

/** The options of a bench's town. */
export type BenchTownOptions = Pick<TownOptions, 'outlets' | 'moreItems' | 'latencyMs'>

/** The requests since the last reset. */
export interface Served {
  requests: Record<string, number>
  /** The maximum number of concurrent pages. */
  peak_concurrent: number
  arrivals: Array<{ at: number; path: string }>
}

/** A demo town in a separate process, so that its load does not count for any arm. */
export interface BenchTown {
  origin: string
  pid: number
  /** Stops the town's time, so that its state is known. */
  freeze(tick: number): Promise<void>
  truth(tick: number): Promise<TownOutlet[]>
  served(): Promise<Served>
  forgetServed(): Promise<void>
  close(): void
}

export async function startTown(options: BenchTownOptions): Promise<BenchTown> {
  const child = fork(join(import.meta.dirname, 'serve-town.ts'), [JSON.stringify(options)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('The demo town did not start.')))
  const [origin] = (await Promise.race([once(child, 'message'), failed])) as [string]
  failed.catch(() => {})
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${origin}/_town${path}`, init)
    if (!response.ok) throw new Error(`The demo town answered ${response.status} for ${path}.`)
    return response.json()
  }
  return {
    origin,
    pid: child.pid!,
    freeze: async (tick) => {
      const headers = { 'content-type': 'application/json' }
      await ask('/clock', { method: 'POST', headers, body: JSON.stringify({ tick }) })
    },
    truth: async (tick) => ((await ask(`/truth?tick=${tick}`)) as { outlets: TownOutlet[] }).outlets,
    served: async () => (await ask('/served?arrivals=1')) as Served,
    forgetServed: async () => void (await ask('/served', { method: 'DELETE' })),
    close: () => void child.kill(),
  }
}
