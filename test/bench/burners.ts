import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { join } from 'node:path'

/** Processes that take processor time and nothing else. */
export interface Burn {
  /** Processor seconds a second, of all of them together. */
  processors: number
  /** As many at once, at the least. */
  atLeast: number
  /** How long each works before it rests. */
  sliceMs: number
  /** Has each in a session of its own, of this nice value: sessions take turns with each other as wholes. */
  sessionNice?: number
}

/** Starts them; whoever did ends them by SIGKILL, or ends. */
export function startBurners({ processors, atLeast, sliceMs, sessionNice }: Burn): ChildProcess[] {
  const count = Math.max(atLeast, Math.ceil(processors))
  const args = [
    join(import.meta.dirname, 'burn.ts'),
    String(processors / count),
    String(sliceMs),
    ...(sessionNice === undefined ? [] : [String(sessionNice)]),
  ]
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'ipc']
  const detached = sessionNice !== undefined
  return Array.from({ length: count }, () => spawn(process.execPath, args, { stdio, detached }))
}
