import { simulateBurst } from '../../simulation/burst.ts'
import { lognormal, randomFrom } from '../../simulation/random.ts'
import type { BurstFigures } from './burst-figures.ts'

/** The measured figures of a burst to simulate. */
export interface Measured extends BurstFigures {
  carts: number
}

/** Simulated and measured waits. */
export interface Comparison {
  agrees: boolean
  waitSeconds: Record<number, { simulated: number; measured: number }>
}

/** Concurrent jobs of the one consumer that the local runtime runs. */
const slots = 8
const within = 0.15
/** The 90th percentile of a standard normal distribution. */
const z90 = 1.2816

/**
 * Simulates the burst with this machine's capacity: the measured service time, and between two jobs of a slot the rest of its
 * turn at the measured rate. They agree when each caller's wait differs by at most 15 %.
 */
export async function compareWithSimulation(measured: Measured): Promise<Comparison> {
  const { carts, serviceMs, jobsPerSecond, waitSeconds } = measured
  const sigma = Math.log(serviceMs.p90 / serviceMs.p50) / z90
  const { jobs } = await simulateBurst({
    carts,
    serviceMs: lognormal(serviceMs.mean, sigma, randomFrom(1)),
    consumers: 1,
    slots,
    browsers: null,
    betweenMs: Math.max(0, (slots * 1000) / jobsPerSecond - serviceMs.mean),
  })
  const compared = Object.entries(waitSeconds).map(([caller, measured]) => {
    const { startedAt, submittedAt } = jobs[Number(caller) - 1]!
    return [caller, { simulated: (startedAt - submittedAt) / 1000, measured }] as const
  })
  return {
    agrees: compared.every(([, { simulated, measured }]) => Math.abs(simulated - measured) <= within * measured),
    waitSeconds: Object.fromEntries(compared),
  }
}
