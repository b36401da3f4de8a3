import { readFileSync } from 'node:fs'

/** A process's resident memory in MB over time. */
export interface MemoryWatch {
  before: number
  /** Ends the watch. */
  stop(): { peak: number; after: number }
}

const sampleMs = 25

/** Watches a process until `stop`. Null when there is no `/proc`. */
export function watchMemory(pid: number): MemoryWatch | null {
  const before = residentMb(pid)
  if (before === null) return null
  let [peak, after] = [before, before]
  const sample = () => {
    after = residentMb(pid) ?? after
    peak = Math.max(peak, after)
  }
  const timer = setInterval(sample, sampleMs)
  return {
    before,
    stop() {
      clearInterval(timer)
      sample()
      return { peak, after }
    },
  }
}

/** The field `VmRSS` of proc_pid_status(5), which is in KiB. */
function residentMb(pid: number): number | null {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib ? Number(kib) / 1024 : null
  } catch {
    return null
  }
}
