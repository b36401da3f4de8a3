import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Design } from '../design.ts'
import type { DriveAnswer, DriveMessage } from './drive.ts'
import type { Answers, Traffic } from './traffic.ts'

/** Who asks for live answers, in a process of its own, so that nothing else of the bench keeps it from its times. */
export interface Driver {
  start(design: Design, traffic: Traffic): void
  /** Ends what was started, and waits for the answers that are still due. */
  stop(): Promise<Answers>
  close(): void
}

export async function startDriver(): Promise<Driver> {
  const child = fork(join(import.meta.dirname, 'drive.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 2, 2, 'ipc'],
    serialization: 'advanced',
    // A caller is on another machine: in a session of its own it takes no turns with what it asks.
    detached: true,
  })
  const gone = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The driver ended by itself (${code}).`)))
  gone.catch(() => {})
  const said = async () => (await Promise.race([once(child, 'message'), gone]))[0] as DriveAnswer
  const tell = (message: DriveMessage) => void child.send(message)
  await said()
  return {
    start: ({ origin, key }, traffic) => tell({ ...traffic, origin, key }),
    async stop() {
      const answer = said()
      tell('over')
      const answers = await answer
      if (answers === 'ready' || 'error' in answers) throw new Error(`The driver: ${JSON.stringify(answers)}`)
      return answers
    },
    close: () => void child.kill(),
  }
}
