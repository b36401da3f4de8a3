import { expect, test } from 'vitest'
import { isForSweep } from '../../../bench/live/lock-figures.ts'

const wait = (waiter: string, ...holders: string[]) => ({ waiter, holders, ms: 20 })

test('a wait for a sweep or an unnamed process counts as one for a sweep, and a wait of a sweep does not', () => {
  expect(isForSweep(wait('edgesweep_live', 'edgesweep_imports', 'edgesweep_sweeps'))).toBe(true)
  expect(isForSweep(wait('edgesweep_reads', 'unknown'))).toBe(true)
  expect(isForSweep(wait('edgesweep_live', 'edgesweep_imports'))).toBe(false)
  expect(isForSweep(wait('edgesweep_sweeps', 'edgesweep_sweeps'))).toBe(false)
})
