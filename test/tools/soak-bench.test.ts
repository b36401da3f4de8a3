import { expect, test } from 'vitest'
import { runSoak } from '../bench/soak/run-soak.ts'

// A short run of `npm run bench -- soak`. It checks all work and no figure, because nothing is flat while everything warms up.
test('a mixed load with a deployment of state in the middle loses no job, record, import or event', async () => {
  const { verdict, tables } = await runSoak({ minutes: 0.5, outlets: 8, hurry: true })
  expect(verdict.wrong).toEqual([])
  expect(verdict).toMatchObject({
    bench: 'soak',
    sent: { carts: 6, refreshes: 3, creatives: 3, imports: 1 },
    ends: { records: 30, imports: 1 },
  })
  expect(tables.find(({ caption }) => caption?.startsWith('Medians'))!.rows).toHaveLength(
    (verdict.charts as unknown[]).length,
  )
  for (const { values } of verdict.charts as Array<{ values: number[] }>) expect(values.length).toBeGreaterThan(5)
})
