import { type DemoTownOptions, startDemoTown } from '@edgesweep/infra/demo-town/start-demo-town.ts'
import { onTestFinished } from 'vitest'

/** A request as the town saw it; `at` in epoch milliseconds. */
export interface Arrival {
  at: number
  path: string
  user_agent: string
  status: number | null
}

/** A demo town of a test's own, or of a file's with its `afterAll`, whose counters tell what really came. */
export async function witness(
  options: Omit<DemoTownOptions, 'port'> = {},
  whenOver: (end: () => Promise<void>) => void = onTestFinished,
) {
  const town = await startDemoTown({ port: 0, latencyMs: 0, ...options })
  whenOver(() => town.close())
  const tell = (method: string, path: string, body?: string) =>
    fetch(`${town.url}/_town/${path}`, { method, ...(body === undefined ? {} : { body }) })
  return {
    url: town.url,
    host: new URL(town.url).host,
    /** What came since the last `forget`, the oldest first, robots.txt apart. */
    async arrivals(): Promise<Arrival[]> {
      const { arrivals } = (await (await tell('GET', 'served?arrivals=1')).json()) as { arrivals: Arrival[] }
      return arrivals.filter(({ path }) => path !== '/robots.txt')
    },
    /** Counts since the last `forget`. */
    async served(): Promise<{ total: number; requests: Record<string, number>; peak_concurrent: number }> {
      return (await (await tell('GET', 'served')).json()) as never
    },
    forget: () => tell('DELETE', 'served'),
    trouble: (trouble: object) => tell('POST', 'trouble', JSON.stringify(trouble)),
  }
}
