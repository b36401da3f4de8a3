import { expect, test } from 'vitest'
import { runGovernor } from '../bench/governor/run-governor.ts'

// The small form of `npm run bench -- governor`. Other load keeps workers away, too, and then it takes longer.
test('a runner takes no worker more while its processors are taken, more for a backlog, and fewer while memory is short', {
  timeout: 300_000,
}, async () => {
  const { verdict, details } = await runGovernor({ quick: true })
  expect(verdict, details).toMatchObject({ bench: 'governor', ok: true, broken: [], missing: [], differing: [] })
})
