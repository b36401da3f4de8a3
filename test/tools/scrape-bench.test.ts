import { expect, test } from 'vitest'
import { runScrape } from '../bench/scrape/run-scrape.ts'

// The small form of `npm run bench -- scrape`: every arm of ours and the floors, every record checked, no peers and no figure asked for.
test('the bench reads every page rightly by the whole path, and by its floors', async () => {
  const { verdict } = await runScrape({
    pages: 6,
    rounds: 1,
    warmUp: false,
    concurrency: 4,
    latencyMs: 25,
    sets: ['rendered', 'fetched'],
    peers: false,
    ladder: false,
  })
  expect(verdict).toMatchObject({ bench: 'scrape', ok: true })
})
