import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { join } from 'node:path'

/** Control load: processes that only use processor time. */
export interface Burn {
  /** Processor seconds per second of all processes together. */
  processors: number
  /** The minimum number of concurrent processes. */
  atLeast: number
  /** How long each process computes before it pauses. */
  sliceMs: number
  /** Runs each process in a session with this nice value. The scheduler shares time between sessions as a whole. */
  sessionNice?: number
}

/** Starts the processes. The caller ends them by SIGKILL or by its own end. */
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
