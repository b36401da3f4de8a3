import { byLane, type LaneName } from '@edgesweep/core/lane/lane.ts'
import { useEffect, useState } from 'preact/hooks'
import type { Lane } from '../api/bodies.ts'

/** The number of running and waiting jobs at one moment. */
export type LaneSample = Pick<Lane, 'running' | 'waiting'>
export type LaneHistory = Record<LaneName, LaneSample[]>

/** Number of samples kept; one sample a second. */
export const samplesKept = 60

/** The samples of each lane since the page was opened, newest last. */
export function useLaneHistory(lanes: Lane[] | undefined, seenAt: number): LaneHistory {
  const [history, setHistory] = useState<LaneHistory>(() => byLane(() => []))
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
