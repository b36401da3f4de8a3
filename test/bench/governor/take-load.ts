import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/** Processes that take resources away from the runner. */
export interface Load {
  stop(): Promise<void>
}

/** If the bench is killed, the load ends after this time. */
const longestBurnMs = 120_000

/** Uses all processors. */
export function takeProcessors(): Load {
  const burn = `const end = Date.now() + ${longestBurnMs}; while (Date.now() < end);`
  const burning = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', burn], { stdio: 'ignore' }),
  )
  return loadOf(burning)
}

/** Takes memory until at most `belowBytes` are free, but never more than `mostBytes`. */
export function takeMemory(belowBytes: number, mostBytes: number): Load {
  const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'take-memory.ts')]
  const stdio = ['pipe', 'ignore', 'inherit'] as const
  return loadOf([spawn(process.execPath, [...args, String(belowBytes), String(mostBytes)], { stdio: [...stdio] })])
}

function loadOf(taking: ChildProcess[]): Load {
  const ended = taking.map((one) => once(one, 'exit'))
  return {
    async stop() {
      for (const one of taking) one.kill('SIGKILL')
      await Promise.all(ended)
    },
  }
}
