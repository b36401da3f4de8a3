import { simulateBurst } from '../../simulation/burst.ts'
import { lognormal, randomFrom } from '../../simulation/random.ts'
import type { BurstFigures } from './burst-figures.ts'

/** What was measured of a burst, for a simulation of the same. */
export interface Measured extends BurstFigures {
  carts: number
}

/** Waits simulated beside waits measured. */
export interface Comparison {
  agrees: boolean
  waitSeconds: Record<number, { simulated: number; measured: number }>
}

/** Jobs at a time in the one consumer that the local runtime lets run. */
const slots = 8
const within = 0.15
/** The ninetieth percentile of a standard normal. */
const z90 = 1.2816

/**
 * Plays the burst with this machine's capacity: the service time as it was, and between two jobs of a slot what is left of its turn at the
 * rate that was measured. They agree when each caller waits as long within 15 %.
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
