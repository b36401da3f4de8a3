/** Where an import's bytes are in the bucket; pieces are numbered from 1. */
export const importFiles = {
  /** What was sent, in pieces, in order. */
  piece: (importId: string, n: number) => `imports/${importId}/pieces/${number(n)}`,
  /** Rows that fit their table, as CSV with a header line. */
  part: (importId: string, name: string) => `imports/${importId}/parts/${name}.csv`,
  /** A stretch of the reject file, without its header line. */
  rejects: (importId: string, name: string) => `imports/${importId}/rejects/${name}.csv`,
}

const number = (n: number) => String(n).padStart(5, '0')
