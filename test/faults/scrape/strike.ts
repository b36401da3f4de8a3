import { setTimeout as sleep } from 'node:timers/promises'
import { rendererPids } from '../../support/stack/chromium-witness.ts'
import type { Stack } from '../../support/stack/stack.ts'

/** The intervals between kills, in ms. */
export interface Strikes {
  killRendererEvery: number
  killBrowserEvery: number
}

/** Kills random browsers and renderers of the stack until `signal` aborts. Counts them in `killed`. */
export async function strike(
  stack: Stack,
  { killRendererEvery, killBrowserEvery }: Strikes,
  killed: { renderers: number; browsers: number },
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    repeat(killRendererEvery, signal, async () => {
      if (killOne(await rendererPids(stack))) killed.renderers += 1
    }),
    repeat(killBrowserEvery, signal, async () => {
      if (killOne(await browserPids(stack))) killed.browsers += 1
    }),
  ])
}

/** Runs `act` every `ms` until `signal` aborts. */
export async function repeat(ms: number, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await sleep(ms, undefined, { signal }).catch(() => {})
    // A process may end between being found and being killed.
    if (!signal.aborted) await act().catch(() => {})
  }
}

function killOne(pids: number[]): boolean {
  const victim = pids[Math.floor(Math.random() * pids.length)]
  if (victim !== undefined) process.kill(victim, 'SIGKILL')
  return victim !== undefined
}

async function browserPids(stack: Stack): Promise<number[]> {
  const isBrowser = /^(?!.*--type=).*--remote-debugging-port/
  return (await stack.processes()).flatMap(({ pid, command }) => (isBrowser.test(command) ? [pid] : []))
}
