import { setTimeout as sleep } from 'node:timers/promises'
import { readRows, waitForEnds } from './burst-rows.ts'
import type { BurstStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import { submitSingly } from './submit-carts.ts'

const few = 3

/** A second caller submits three carts every `everyMs`. Returns the wait of each until it began, in milliseconds. */
export async function waitsOfFew(
  { callers: [, caller], db }: BurstStack,
  burst: string,
  { times, everyMs }: { times: number; everyMs: number },
  say: (line: string) => void,
): Promise<number[]> {
  for (let turn = 0; turn < times; turn += 1) {
    await sleep(everyMs)
    await submitSingly(caller, planCarts(burst, few, { from: turn * few }), { connections: few })
  }
  await waitForEnds(db, burst, times * few, say)
  return (await readRows(db, burst)).map(({ startedAt, submittedAt }) => startedAt! - submittedAt)
}
