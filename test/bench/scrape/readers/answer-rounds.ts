import type { PageRecord } from '@edgesweep/sites/site/records.ts'
import type { RoundMessage } from './read-some.ts'

/** What a reader's process answers: the records in the order of the pages, or why there are none. */
export type RoundAnswer = { records: PageRecord[] } | { error: string }

/** Answers each round that the parent process asks for, until the parent is gone. */
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
