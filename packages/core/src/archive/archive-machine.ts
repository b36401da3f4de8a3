import type { PartitionState } from '@edgesweep/db/queries/partition/read-state.ts'
import type { ArchiveRow } from '@edgesweep/db/rows/archive-row.ts'

/** What is done next with a day. Each can be broken off at any point and taken again. */
export type ArchiveStep =
  /** Has the day's partition refuse writes from now on: what follows is about rows that stay as they are. */
  | { do: 'seal' }
  /** Writes the next part, or finds that there is none. */
  | { do: 'write' }
  /** Reads a part back from the bucket, and compares it with the partition. Numbered from 1. */
  | { do: 'verify'; part: number; file: string }
  /** Makes sure that the partition has no row behind the last part. */
  | { do: 'conclude' }
  | { do: 'detach' }
  | { do: 'drop' }

/** Null when the day is done. */
export function nextArchiveStep({ status, partFiles, verifiedParts }: ArchiveRow): ArchiveStep | null {
  switch (status) {
    case 'pending':
      return { do: 'seal' }
    case 'writing':
      return { do: 'write' }
    case 'verifying': {
      const file = partFiles[verifiedParts]
      return file === undefined ? { do: 'conclude' } : { do: 'verify', part: verifiedParts + 1, file }
    }
    case 'detaching':
      return { do: 'detach' }
    case 'dropping':
      return { do: 'drop' }
    case 'done':
      return null
  }
}

/** How a partition is detached; null when it is already. */
export function detachmentOf(state: PartitionState): 'concurrently' | 'finalize' | null {
  if (state === 'attached') return 'concurrently'
  return state === 'pending' ? 'finalize' : null
}

const [shortestPauseSeconds, longestPauseSeconds] = [5, 3_600]

/** Seconds until a day whose step has failed is tried again. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestPauseSeconds, shortestPauseSeconds * 2 ** Math.max(0, attempts - 1))
