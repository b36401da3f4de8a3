import { waitForEnds } from './burst-rows.ts'
import type { BurstStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import { submitInBatches, submitSingly } from './submit-carts.ts'

const inBatches = 300
const singly = 100

/** Has some carts answered, so that code is compiled and pools are open, and waits for their ends. Gives their ids. */
export async function warmUpStack(
  { callers: [caller], db }: BurstStack,
  say: (line: string) => void,
): Promise<string[]> {
  say('Warming up.')
  const batch = await submitInBatches(caller, planCarts('warm', inBatches))
  const single = await submitSingly(caller, planCarts('warm', singly, { from: inBatches }), { connections: 16 })
  await waitForEnds(db, 'warm', inBatches + singly, say)
  return [...batch.ids, ...single.ids]
}
