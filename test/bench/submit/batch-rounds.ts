import { spreadOf } from '../rounds.ts'
import type { OpenStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import type { SubmitOptions } from './options.ts'
import type { PartReport } from './part-report.ts'
import { submitInBatches } from './submit-carts.ts'

const wantedSeconds = 2

/** Measures how fast a burst is accepted in batches. Each round has a new stack, because leftover jobs would run in the next. */
export async function batchRounds(
  openStack: OpenStack,
  options: SubmitOptions,
  say: (line: string) => void,
): Promise<PartReport> {
  const seconds: number[] = []
  const wrong: string[] = []
  for (let round = 1; round <= options.rounds; round += 1) {
    await using open = await openStack()
    const [caller] = open.callers
    const submitted = await submitInBatches(caller, planCarts('batch', options.carts))
    seconds.push(submitted.seconds)
    const different = new Set(submitted.ids).size
    if (different !== options.carts) wrong.push(`batch: ${options.carts} carts have ${different} different ids`)
    say(`batch, round ${round}: accepted in ${submitted.seconds.toFixed(2)} s.`)
  }
  const accepted = spreadOf(seconds)
  const missed = accepted.median > wantedSeconds ? [`a burst took ${accepted.median.toFixed(2)} s to accept`] : []
  const row = {
    burst: `${options.carts} in batches`,
    'accepted s': accepted.median.toFixed(2),
    range: `${accepted.min.toFixed(2)}–${accepted.max.toFixed(2)}`,
  }
  return { part: 'batch', wrong, missed, figures: { accepted_s: accepted }, tables: [{ rows: [row] }] }
}
