import { answerRounds } from '../scrape/readers/answer-rounds.ts'

/**
 * Runs rounds with a crawler that stays up, so that its browsers are warm like those of the other arms. `start` creates it from
 * the handler's outcome: `keep(request, record)`, `fail(request, error)`.
 */
export function crawlRounds(start) {
  let round = null
  const settle = () => {
    if (--round.left === 0) round.done()
  }
  const keep = ({ userData }, record) => {
    round.records[userData.index] = record
    settle()
  }
  const fail = (request, error) => {
    round.error ??= new Error(`${request.url}: ${error.message}`)
    settle()
  }
  let crawler = null
  let number = 0
  answerRounds(async ({ pages, concurrency }) => {
    const finished = new Promise((done) => {
      round = { records: [], left: pages.length, done, error: null }
    })
    if (!crawler) {
      crawler = start(
        { minConcurrency: concurrency, maxConcurrency: concurrency, keepAlive: true, maxRequestRetries: 0 },
        keep,
        fail,
      )
      crawler.run().catch((error) => {
        process.stderr.write(`${error.stack}\n`)
        process.exit(1)
      })
    }
    number += 1
    await crawler.addRequests(
      pages.map((asked, index) => ({ url: asked.url, uniqueKey: `${number} ${index}`, userData: { asked, index } })),
      { waitForAllRequestsToBeAdded: true },
    )
    await finished
    if (round.error) throw round.error
    return round.records
  })
}
