import { expect, test } from 'vitest'
import { runLive } from '../bench/live/run-live.ts'

// The small form of `npm run bench -- live`: ours and the design before it, every answer and what sweeps store checked, no figure asked for.
test('the bench gets right answers while outlets are swept and rows imported, and sees who waits for whom', {
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
