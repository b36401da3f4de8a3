import type { BurstStack } from './burst-stack.ts'
import type { Cart } from './carts.ts'
import { inFlight } from './in-flight.ts'
import { type Submitted, submitSingly } from './submit-carts.ts'

/**
 * `hello` stores nothing and shows the cost of the runtime and the client. `floor` inserts each request into one Durable Object
 * of a bare Worker. `single` is Edgesweep while the jobs run. `asleep` is Edgesweep while the site that they read does not
 * answer.
 */
export const singleArms = ['hello', 'floor', 'single', 'asleep'] as const
export type SingleArm = (typeof singleArms)[number]

/** Whether the arm's requests are jobs of Edgesweep. */
export const isOurs = (arm: SingleArm): boolean => arm === 'single' || arm === 'asleep'

/** Sends one request per cart to the arm, over `connections` connections. */
export async function runSingleArm(
  arm: SingleArm,
  { callers: [caller], town }: BurstStack,
  carts: readonly Cart[],
  connections: number,
): Promise<Submitted> {
  switch (arm) {
    case 'hello': {
      const startedAt = performance.now()
      await inFlight(carts, connections, async () => {
        const { status } = await caller.ask({ method: 'GET', path: '/bench/floor' })
        if (status !== 200) throw new Error(`The floor's Worker answered ${status}.`)
      })
      return { ids: [], seconds: (performance.now() - startedAt) / 1000 }
    }
    case 'floor':
      return submitSingly(caller, carts, { connections, path: '/bench/floor' })
    case 'single':
      return submitSingly(caller, carts, { connections })
    case 'asleep':
      process.kill(town.pid, 'SIGSTOP')
      try {
        return await submitSingly(caller, carts, { connections })
      } finally {
        process.kill(town.pid, 'SIGCONT')
      }
  }
}
