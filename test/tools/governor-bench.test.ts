import { expect, test } from 'vitest'
import { runGovernor } from '../bench/governor/run-governor.ts'

// A short run of `npm run bench -- governor`. Other load on the machine makes it slower.
test('a runner adds no worker while its processors are busy, adds some for a backlog, and removes some while memory is short', {
  timeout: 300_000,
}, async () => {
  const { verdict, details } = await runGovernor({ quick: true })
  expect(verdict, details).toMatchObject({ bench: 'governor', ok: true, broken: [], missing: [], differing: [] })
})
