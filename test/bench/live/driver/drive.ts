import { LoadClient } from '../../load-client.ts'
import type { Design } from '../design.ts'
import { type Answers, sendTraffic, type Traffic } from './traffic.ts'

/** A message to the process: begin, or stop. */
export type DriveMessage = (Traffic & Pick<Design, 'origin' | 'key'>) | 'over'
/** A message from the process, when it is ready and after each run. */
export type DriveAnswer = 'ready' | Answers | { error: string }

const connections = 512
let over = new AbortController()

process.on('message', (message: DriveMessage) => {
  if (message === 'over') return over.abort()
  over = new AbortController()
  const client = new LoadClient(message.origin, message.key, connections)
  sendTraffic(client, message, over.signal)
    .catch((error): DriveAnswer => ({ error: error instanceof Error ? String(error.stack) : String(error) }))
    .then(async (answer) => {
      await client.close()
      process.send!(answer)
    })
})
process.on('disconnect', () => process.exit())
process.send!('ready' satisfies DriveAnswer)
