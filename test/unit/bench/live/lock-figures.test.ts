import { expect, test } from 'vitest'
import { isForSweep } from '../../../bench/live/lock-figures.ts'

const wait = (waiter: string, ...holders: string[]) => ({ waiter, holders, ms: 20 })

test('who waits for a sweep, or for somebody unnamed who may be one, waits for a sweep; a sweep that waits does not', () => {
  expect(isForSweep(wait('edgesweep_live', 'edgesweep_imports', 'edgesweep_sweeps'))).toBe(true)
  expect(isForSweep(wait('edgesweep_reads', 'unknown'))).toBe(true)
  expect(isForSweep(wait('edgesweep_live', 'edgesweep_imports'))).toBe(false)
  expect(isForSweep(wait('edgesweep_sweeps', 'edgesweep_sweeps'))).toBe(false)
})
