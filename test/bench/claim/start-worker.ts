import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { ClaimArm } from './arm.ts'
import type { RunAnswer, RunMessage, RunReport, WorkerOptions } from './workers/answer-runs.ts'

/** An arm's worker in a separate process. */
export interface ClaimWorker {
  pid: number
  /** Claims and completes until `target` records are completed. */
  run(target: number): Promise<RunReport>
  /** Claims and completes until `stop`. `progress` receives the number of completed records several times a second. */
  start(progress: (completed: number) => void): void
  stop(): Promise<RunReport>
  close(): Promise<void>
}

/** Starts an arm's worker and waits until it can claim. */
export async function startWorker({ name, script }: ClaimArm, options: WorkerOptions): Promise<ClaimWorker> {
  const child = fork(script, [JSON.stringify(options)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // The worker's output goes to stderr, because stdout is for the verdict.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended by itself (${code}); its output is above.`)
  })
  gone.catch(() => {})
  let progress = (_completed: number) => {}
  const report = Promise.withResolvers<void>()
  let settle = (_answer: RunAnswer) => report.resolve()
  child.on('message', (answer: RunAnswer) => {
    if (typeof answer === 'object' && 'completed' in answer) progress(answer.completed)
    else settle(answer)
  })
  await Promise.race([report.promise, gone])

  const send = (message: RunMessage) => void child.send(message)
  let running: Promise<RunReport>
  const begin = (target: number | null) => {
    const { promise, resolve, reject } = Promise.withResolvers<RunReport>()
    settle = (answer) => {
      if (typeof answer === 'object' && 'report' in answer) resolve(answer.report)
      else reject(new Error(`${name}: ${typeof answer === 'object' && 'error' in answer ? answer.error : answer}`))
    }
    running = Promise.race([promise, gone])
    running.catch(() => {})
    send({ run: { target } })
  }
  return {
    pid: child.pid!,
    run: (target) => {
      begin(target)
      return running
    },
    start: (report) => {
      progress = report
      begin(null)
    },
    stop: () => {
      send({ stop: true })
      return running
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
