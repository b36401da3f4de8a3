import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Arm, PageSet } from './arm.ts'
import type { RoundAnswer } from './readers/answer-rounds.ts'

/** A reader: a script in a separate process. */
export interface ReaderScript {
  name: string
  set: PageSet
  stores: string
  /** The path of the script, which calls `answerRounds`. */
  script: string
  args?: string[]
}

export interface ReaderOptions {
  concurrency: number
  env: Record<string, string>
}

/** Starts the reader and waits until it is ready, with its browser running if it uses one. */
export async function startReader(reader: ReaderScript, { concurrency, env }: ReaderOptions): Promise<Arm> {
  const { name, set, stores, script, args = [] } = reader
  const child = fork(script, args, {
    env: { ...process.env, ...env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // The reader's output goes to stderr, because stdout is for the verdict.
    stdio: ['ignore', 2, 2, 'ipc'],
    serialization: 'advanced',
  })
  await answerOf<'ready'>(child, name)
  return {
    name,
    set,
    stores,
    pid: child.pid!,
    async read(pages) {
      const startedAt = performance.now()
      child.send({ pages, concurrency })
      const answer = await answerOf<RoundAnswer>(child, name)
      const seconds = (performance.now() - startedAt) / 1000
      if ('error' in answer) throw new Error(`${name}: ${answer.error}`)
      return { seconds, records: async () => answer.records }
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function answerOf<T>(child: ChildProcess, name: string): Promise<T> {
  const stop = new AbortController()
  const { signal } = stop
  try {
    const gone = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${name} ended by itself (${code}); its output is above.`)
    })
    const answer = once(child, 'message', { signal }).then(([message]) => message as T)
    answer.catch(() => {})
    gone.catch(() => {})
    return await Promise.race([answer, gone])
  } finally {
    stop.abort()
  }
}
