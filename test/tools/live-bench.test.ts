import { expect, test } from 'vitest'
import { runLive } from '../bench/live/run-live.ts'

// A short run of `npm run bench -- live` with the present and the earlier design. It checks every answer and the stored sweeps but no figure.
test('the live bench gets right answers during sweeps and imports, and finds the lock waits between roles', {
  timeout: 240_000,
}, async () => {
  const { verdict } = await runLive({
    seconds: 1,
    rounds: 1,
    rows: 20_000,
    outlets: [12],
    pageMs: 25,
    rates: { reads: 12, writes: 2, refreshes: 2 },
    arms: ['idle', 'sweep', 'both'],
    designs: ['ours', 'old-30'],
  })
  expect(verdict.wrong).toEqual([])
  expect(verdict).toMatchObject({ bench: 'live', lockWaits: { finds: true }, sweeps: [{ outlets: 12 }] })
  expect(verdict.arms).toMatchObject({ both: { latencies: { reads: {}, fresh: {} }, control: { reads: {} } } })
  expect(verdict.designs).toHaveLength(5)
})
