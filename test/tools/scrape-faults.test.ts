import { expect, test } from 'vitest'
import { runScrapeFaults, tightLimits } from '../faults/scrape/run-scrape-faults.ts'
import { startStack } from '../support/stack/stack.ts'
import { witness } from '../support/stack/town-witness.ts'

// A short run of `npm run faults -- scrape`.
test('bad pages, killed browsers and cancelled jobs leave no page or permit open and exceed no limit', async () => {
  const town = await witness({ latencyMs: 20 })
  const limits = Object.entries(tightLimits).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  await using stack = await startStack({ outlets: 1, args: ['--allow', town.host, ...limits] })
  const report = await runScrapeFaults(stack, {
    town: town.url,
    pages: 40,
    killRendererEvery: 3_000,
    killBrowserEvery: 12_000,
    killWorkerd: false,
    cancelEvery: 10,
    cancelWithin: 8_000,
    within: 100_000,
    say: () => {},
  })
  expect(report.wrong).toEqual([])
  expect(report.killed.renderers + report.killed.browsers).toBeGreaterThan(0)
})
