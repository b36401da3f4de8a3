import type { ImportTarget } from '@edgesweep/core/import/csv/import-target.ts'

/** An import target that accepts every row of a file with these columns unchanged. */
export const anyTable = (columns: readonly string[]): ImportTarget => ({
  columns,
  required: columns.map((column) => column.toLowerCase()),
  fileColumns: columns.map((column) => column.toLowerCase()),
  rowReader: (place) => {
    const places = columns.map((column) => place(column.toLowerCase()))
    return (cells) => places.map((at) => cells[at]!)
  },
})
