import type { PartitionState } from '@edgesweep/db/queries/partition/read-state.ts'
import type { ArchiveRow } from '@edgesweep/db/rows/archive-row.ts'

/** The next step for a day. Each step can be interrupted at any point and repeated. */
export type ArchiveStep =
  /** Makes the day's partition refuse writes, so that its rows no longer change. */
  | { do: 'seal' }
  /** Writes the next part, or finds that there is none. */
  | { do: 'write' }
  /** Reads a part back from the bucket and compares it with the partition. Parts are numbered from 1. */
  | { do: 'verify'; part: number; file: string }
  /** Makes sure that the partition has no rows after the last part. */
  | { do: 'conclude' }
  | { do: 'detach' }
  | { do: 'drop' }

/** The next step, or null when the day is done. */
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

/** How to detach a partition; null when it is already detached. */
export function detachmentOf(state: PartitionState): 'concurrently' | 'finalize' | null {
  if (state === 'attached') return 'concurrently'
  return state === 'pending' ? 'finalize' : null
}

const [shortestPauseSeconds, longestPauseSeconds] = [5, 3_600]

/** Seconds until a failed step is retried. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestPauseSeconds, shortestPauseSeconds * 2 ** Math.max(0, attempts - 1))
