import { expect, test } from 'vitest'
import { arms } from '../bench/import/arm.ts'
import { runImportBench } from '../bench/import/run-import-bench.ts'

// A short run of `npm run bench -- import` with an empty table and one with changed rows. It compares every table but checks no figure.
test('every arm of the import bench leaves the same rows, in an empty table and in a filled one', async () => {
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
