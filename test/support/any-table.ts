import type { ImportTarget } from '@edgesweep/core/import/csv/import-target.ts'

/** A target that takes every row of a file with these columns as it is. */
export const anyTable = (columns: readonly string[]): ImportTarget => ({
  columns,
  required: columns.map((column) => column.toLowerCase()),
  fileColumns: columns.map((column) => column.toLowerCase()),
  rowReader: (place) => {
    const places = columns.map((column) => place(column.toLowerCase()))
    return (cells) => places.map((at) => cells[at]!)
  },
})
