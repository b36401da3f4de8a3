import { type DemoTownOptions, startDemoTown } from '@edgesweep/infra/demo-town/start-demo-town.ts'
import { onTestFinished } from 'vitest'

/** A request as the town received it. `at` is in epoch milliseconds. */
export interface Arrival {
  at: number
  path: string
  user_agent: string
  status: number | null
}

/**
 * A demo town for a test, or for a file with its `afterAll`, with counters of the received requests. It takes any free port
 * unless `options` has one.
 */
export async function witness(
  options: Partial<DemoTownOptions> = {},
  whenOver: (end: () => Promise<void>) => void = onTestFinished,
) {
  const town = await startDemoTown({ port: 0, latencyMs: 0, ...options })
  whenOver(() => town.close())
  const send = (method: string, path: string, body?: string) =>
    fetch(`${town.url}/_town/${path}`, { method, ...(body === undefined ? {} : { body }) })
  return {
    url: town.url,
    host: new URL(town.url).host,
    /** The requests since the last `forget`, the oldest first, without those for robots.txt. */
    async arrivals(): Promise<Arrival[]> {
      const { arrivals } = (await (await send('GET', 'served?arrivals=1')).json()) as { arrivals: Arrival[] }
      return arrivals.filter(({ path }) => path !== '/robots.txt')
    },
    /** The counters since the last `forget`. */
    async served(): Promise<{ total: number; requests: Record<string, number>; peak_concurrent: number }> {
      return (await (await send('GET', 'served')).json()) as never
    },
    forget: () => send('DELETE', 'served'),
    trouble: (trouble: object) => send('POST', 'trouble', JSON.stringify(trouble)),
  }
}
