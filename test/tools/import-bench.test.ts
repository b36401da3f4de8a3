import { expect, test } from 'vitest'
import { arms } from '../bench/import/arm.ts'
import { runImportBench } from '../bench/import/run-import-bench.ts'

// The small form of `npm run bench -- import`: an empty table and one with changed rows by every arm, every table compared, no figure asked for.
test('the bench loads the same rows by every arm, whatever the table holds', async () => {
  const { verdict } = await runImportBench({
    rows: 20_000,
    rounds: 1,
    cases: ['first', '5'],
    arms: [...arms],
    settings: { fsync: 'off' },
  })
  expect(verdict).toMatchObject({ bench: 'import', wrong: [] })
  expect(verdict.arms).toHaveLength(2 * arms.length)
})
