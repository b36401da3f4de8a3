import { nextImportStep, nextRangeRows } from '@edgesweep/core/import/import-machine.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import { expect, test } from 'vitest'

/** An import whose rows are being merged, with the given changes. */
const someImport = (fields: Partial<ImportRow>): ImportRow => ({
  id: 'imp_1',
  keyId: null,
  table: 'advertisers',
  filename: 'a.csv',
  status: 'merging',
  ending: null,
  bytes: 1,
  compression: null,
  encoding: null,
  isLocal: false,
  partFiles: [],
  isSplit: true,
  isStaged: true,
  rowsRead: 1_000,
  rowsStaged: 1_000,
  rowsMerged: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  duplicates: 0,
  rejectFiles: [],
  step: 9,
  position: null,
  readShare: 1,
  sortedBlocks: 10,
  mergedBlocks: 0,
  indexes: 'kept',
  attempts: 1,
  error: null,
  outageSeconds: null,
  createdAt: '',
  startedAt: null,
  endedAt: null,
  hasStaging: true,
  ...fields,
})

const stepOf = (fields: Partial<ImportRow>, rangeRows = 300) => nextImportStep(someImport(fields), rangeRows)

test("an import's next step depends only on its row", () => {
  const before = { sortedBlocks: null, indexes: null, isStaged: false, hasStaging: false } as const
  expect(stepOf({ status: 'uploading' })).toBeNull()
  expect(stepOf({ ...before, status: 'splitting', isSplit: false })).toEqual({ do: 'split' })
  expect(stepOf({ ...before, status: 'splitting' })).toEqual({ do: 'begin' })
  expect(stepOf({ ...before, status: 'staging', hasStaging: true })).toEqual({ do: 'stage' })
  expect(stepOf({ ...before, status: 'staging', hasStaging: true, isStaged: true })).toEqual({ do: 'sort' })
  expect(stepOf({ indexes: null })).toEqual({ do: 'choose_indexes' })
  expect(stepOf({})).toEqual({ do: 'merge', fromBlock: 0, toBlock: 3 })
  expect(stepOf({ mergedBlocks: 9 })).toEqual({ do: 'merge', fromBlock: 9, toBlock: 10 })
  expect(stepOf({ mergedBlocks: 10, indexes: 'dropped' })).toEqual({ do: 'restore_index' })
  expect(stepOf({ mergedBlocks: 10 })).toEqual({ do: 'finish' })
  expect(stepOf({ status: 'completed' })).toBeNull()
})

test('lost staged rows are staged again from the first, unless all of them are merged', () => {
  expect(stepOf({ status: 'staging', hasStaging: false })).toEqual({ do: 'begin' })
  expect(stepOf({ status: 'staging', hasStaging: false, isStaged: true })).toEqual({ do: 'begin' })
  expect(stepOf({ hasStaging: false, mergedBlocks: 5 })).toEqual({ do: 'begin' })
  expect(stepOf({ hasStaging: false, mergedBlocks: 10 })).toEqual({ do: 'finish' })
})

test.each(['cancelled', 'failed'] as const)(
  "an import that is to end as %s restores its table's indexes and does nothing else",
  (ending) => {
    expect(stepOf({ ending, indexes: 'dropped', mergedBlocks: 3 })).toEqual({ do: 'restore_index' })
    expect(stepOf({ ending, mergedBlocks: 3 })).toEqual({ do: 'finish' })
    expect(stepOf({ ending, status: 'splitting', isSplit: false })).toEqual({ do: 'finish' })
  },
)

test('an import without rows merges no range', () => {
  expect(stepOf({ sortedBlocks: 0, rowsStaged: 0 })).toEqual({ do: 'finish' })
})

test('a range is never empty, however large its rows are', () => {
  expect(stepOf({ rowsStaged: 5, sortedBlocks: 10_000 }, 1)).toEqual({ do: 'merge', fromBlock: 0, toBlock: 2_000 })
  expect(stepOf({ rowsStaged: 1_000_000, sortedBlocks: 10 }, 1)).toEqual({ do: 'merge', fromBlock: 0, toBlock: 1 })
})

test('ranges grow when merges are fast and shrink when they are slow, gradually and within bounds', () => {
  expect(nextRangeRows(20_000, 1)).toBe(40_000)
  expect(nextRangeRows(20_000, 700)).toBe(20_000)
  expect(nextRangeRows(20_000, 1_000)).toBe(14_000)
  expect(nextRangeRows(20_000, 60_000)).toBe(10_000)
  expect(nextRangeRows(90_000, 0)).toBe(100_000)
  expect(nextRangeRows(2_500, 60_000)).toBe(2_000)
})
