import { joinBytes } from './bytes.ts'
import type { Reject } from './csv-batch.ts'
import { rejectsCsv } from './write-csv.ts'

/** What a section of a reject file holds. */
export interface SectionCounts {
  /** Without bytes, nothing is stored. */
  bytes: number
  /** Rejects that the section leaves out. */
  leftOut: number
}

const encoder = new TextEncoder()

/** The first rejects that fit into `room` bytes, as rows of a reject file, and the number of the others. */
export function fitRejects(rejects: readonly Reject[], room: number): { csv: Uint8Array; leftOut: number } {
  if (rejects.length === 0 || room <= 0) return { csv: new Uint8Array(), leftOut: rejects.length }
  const csv = encoder.encode(rejectsCsv(rejects))
  if (csv.length <= room) return { csv, leftOut: 0 }
  const half = rejects.length >> 1
  const first = fitRejects(rejects.slice(0, half), room)
  if (first.leftOut > 0 || half === 0) return { csv: first.csv, leftOut: rejects.length - (half - first.leftOut) }
  const second = fitRejects(rejects.slice(half), room - first.csv.length)
  return { csv: joinBytes([first.csv, second.csv]), leftOut: second.leftOut }
}
