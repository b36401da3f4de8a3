import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from './world.ts'

const pollMs = 50
const mostMs = 180_000

/** Waits until every part of the stack that answered before answers again. Returns the ms since the call. */
export async function awayTime({ stack }: World): Promise<number> {
  const from = Date.now()
  for (;;) {
    const answer = await health(stack.api).catch(String)
    if (answer === '') return Date.now() - from
    if (Date.now() - from > mostMs) throw new Error(`The stack is not well ${mostMs} ms after a fault: ${answer}`)
    await sleep(pollMs)
  }
}

/** Empty when every part answers. */
async function health(api: string): Promise<string> {
  const answer = await fetch(`${api}/health`, { signal: AbortSignal.timeout(10_000) })
  const text = await answer.text()
  return answer.ok ? '' : text.slice(0, 500)
}

/** Kills workerd, and waits until it answers again. Returns the ms for which it was away. */
export async function killWorkerd(world: World): Promise<number> {
  process.kill(await world.stack.workerd(), 'SIGKILL')
  return awayTime(world)
}
