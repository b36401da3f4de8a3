import type { PageRecord } from '@edgesweep/sites/site/records.ts'
import type { RoundMessage } from './read-some.ts'

/** The answer of a reader's process: the records in the order of the pages, or an error. */
export type RoundAnswer = { records: PageRecord[] } | { error: string }

/** Answers each round that the parent process requests, until the parent ends. */
export function answerRounds(read: (round: RoundMessage) => Promise<PageRecord[]>): void {
  process.on('message', (round: RoundMessage) => {
    read(round)
      .then(
        (records): RoundAnswer => ({ records }),
        (error): RoundAnswer => ({ error: error instanceof Error ? String(error.stack) : String(error) }),
      )
      .then((answer) => process.send!(answer))
  })
  process.on('disconnect', () => process.exit())
  process.send!('ready')
}
