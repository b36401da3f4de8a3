import { setTimeout as sleep } from 'node:timers/promises'
import { rendererPids } from '../../support/chromium-witness.ts'
import type { Stack } from '../../support/stack.ts'

/** What is killed, and how often (ms). */
export interface Strikes {
  killRendererEvery: number
  killBrowserEvery: number
}

/** Kills the stack's browsers and the processes of their pages, at random, until `signal` aborts; `killed` counts. */
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

/** Does something every `ms`, until `signal` aborts. */
export async function repeat(ms: number, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await sleep(ms, undefined, { signal }).catch(() => {})
    // A process may end between being found and being asked.
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
