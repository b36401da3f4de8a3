import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { yieldingNice } from '@edgesweep/infra/local/chromium.ts'

/** Processes that take processor time and nothing else. */
export interface Burn {
  /** Processor seconds a second, of all of them together. */
  processors: number
  /** As many at once, at the least. */
  atLeast: number
  /** How long each works before it rests. */
  sliceMs: number
  /** Whether each gives way to others as browsers do. */
  yields?: boolean
}

/** Starts them; whoever did ends them by SIGKILL. */
export function startBurners({ processors, atLeast, sliceMs, yields = false }: Burn): ChildProcess[] {
  const count = Math.max(atLeast, Math.ceil(processors))
  const args = [
    join(import.meta.dirname, 'burn.ts'),
    String(processors / count),
    String(sliceMs),
    ...(yields ? [String(yieldingNice)] : []),
  ]
  return Array.from({ length: count }, () => spawn(process.execPath, args, { stdio: 'ignore', detached: yields }))
}
