import { useEffect, useState } from 'preact/hooks'
import type { Lane } from '../api/bodies.ts'

/** How many jobs ran and waited at one look. */
export type LaneSample = Pick<Lane, 'running' | 'waiting'>
export type LaneHistory = Record<Lane['lane'], LaneSample[]>

/** Looks kept; one a second. */
export const samplesKept = 60

/** What was seen of the lanes since the page was opened, the newest last. */
export function useLaneHistory(lanes: Lane[] | undefined, seenAt: number): LaneHistory {
  const [history, setHistory] = useState<LaneHistory>({ live: [], interactive: [], bulk: [] })
  useEffect(() => {
    if (!lanes) return
    setHistory((was) => {
      const next = { ...was }
      for (const { lane, running, waiting } of lanes) {
        next[lane] = [...was[lane], { running, waiting }].slice(-samplesKept)
      }
      return next
    })
  }, [seenAt])
  return history
}
