import { waitForEnds } from './burst-rows.ts'
import type { BurstStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import { submitInBatches, submitSingly } from './submit-carts.ts'

/** Runs `count` carts to their end, so that code is compiled and pools are open. Returns their ids. */
export async function warmUpStack(
  { callers: [caller], db }: Pick<BurstStack, 'callers' | 'db'>,
  count: number,
  say: (line: string) => void,
): Promise<string[]> {
  say('Warming up.')
  const inBatches = Math.ceil((3 * count) / 4)
  const batch = await submitInBatches(caller, planCarts('warm', inBatches))
  const single = await submitSingly(caller, planCarts('warm', count - inBatches, { from: inBatches }), {
    connections: 16,
  })
  await waitForEnds(db, 'warm', count, say)
  return [...batch.ids, ...single.ids]
}
