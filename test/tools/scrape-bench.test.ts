import { expect, test } from 'vitest'
import { runScrape } from '../bench/scrape/run-scrape.ts'

// A short run of `npm run bench -- scrape`, without peers. It checks every record but no figure.
test('the scrape bench reads every page correctly through all of Edgesweep and through each baseline', async () => {
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
