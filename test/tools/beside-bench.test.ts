import { expect, test } from 'vitest'
import { runBeside } from '../bench/beside/run-beside.ts'

test('creatives and an import at the same time, with a database role each, never wait for a lock of the other', {
  timeout: 120_000,
}, async () => {
  const { verdict } = await runBeside({
    rows: 10_000,
    rounds: 1,
    seconds: 2,
    warmUpSeconds: 1,
    settings: { fsync: 'off' },
  })
  expect(verdict).toMatchObject({ bench: 'beside', lockWaitsBetween: 0, findsLockWaits: true, wrong: [] })
  expect(verdict.imports).toBeGreaterThan(0)
})
