import { answerRounds } from './answer-rounds.ts'
import { extractFrom, readSome } from './read-some.ts'

/** The floor for pages that need no browser: `fetch` and the extraction. */
answerRounds((round) =>
  readSome(round, async (asked) => {
    const response = await fetch(asked.url)
    const contentType = response.headers.get('content-type') ?? ''
    return extractFrom(asked, { url: asked.url, status: response.status, contentType, body: await response.text() })
  }),
)
