import { storedKey } from '@edgesweep/core/outlet/stored-items.ts'
import { expect, test } from 'vitest'

test('a key of usual length is stored unchanged', async () => {
  expect(await storedKey('sku:4711')).toBe('sku:4711')
  expect(await storedKey('k'.repeat(190))).toBe('k'.repeat(190))
})

test('long keys that differ only at their ends stay distinct and fit a cursor', async () => {
  const [one, other] = await Promise.all([storedKey(`${'k'.repeat(9_000)}1`), storedKey(`${'k'.repeat(9_000)}2`)])
  expect(one).not.toBe(other)
  expect(one.length).toBeLessThan(200)
  expect(await storedKey(`${'k'.repeat(9_000)}1`)).toBe(one)
})
