import { expect, test } from 'vitest'
import { partNames } from '../bench/submit/options.ts'
import { runSubmit } from '../bench/submit/run-submit.ts'

// The small form of `npm run bench -- submit`: every part, everything checked, and no figure asked for.
test('a burst loses, doubles and misleads nobody: sent twice, killed twice, polled, cancelled', {
  timeout: 240_000,
}, async () => {
  const { verdict } = await runSubmit({
    carts: 300,
    singles: 50,
    rounds: 1,
    connections: 16,
    latencyMs: 25,
    pollers: 100,
    phaseSeconds: 2,
    parts: partNames,
  })
  expect(verdict.wrong).toEqual([])
  expect(Object.keys(verdict)).toEqual(expect.arrayContaining([...partNames]))
})
