import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Design } from '../design.ts'
import type { DriveAnswer, DriveMessage } from './drive.ts'
import type { Answers, Traffic } from './traffic.ts'

/** The client of live requests, in a separate process, so that the bench itself does not delay it. */
export interface Driver {
  start(design: Design, traffic: Traffic): void
  /** Stops the requests and waits for the outstanding answers. */
  stop(): Promise<Answers>
  close(): void
}

export async function startDriver(): Promise<Driver> {
  const child = fork(join(import.meta.dirname, 'drive.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 2, 2, 'ipc'],
    serialization: 'advanced',
    // A real client is on another machine. In its own session, it does not compete with the server's session.
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
