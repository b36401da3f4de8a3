import { readFile } from 'node:fs/promises'
import { cpus, freemem, totalmem } from 'node:os'
import type { Reading } from '@edgesweep/core/governor/governor-settings.ts'
import { type CpuQuota, cgroupQuotas } from './cgroup-cpu.ts'
import { type CgroupLevels, cgroupLevels, type ReadText } from './cgroup-levels.ts'
import { cgroupMemory, type Memory, tightest } from './cgroup-memory.ts'

/** The part of a governor reading that comes from the host. */
export type HostReading = Pick<Reading, 'cpu' | 'memoryFreeBytes' | 'memoryTotalBytes'>

/** CPU time of all cores since the start. `at` is in ms of a monotonic clock. */
interface CpuTimes {
  at: number
  busyMs: number
  totalMs: number
  quotas: CpuQuota[]
}

/** The source of readings; tests supply their own. */
export interface HostSource {
  read: ReadText
  machine(): { busyMs: number; totalMs: number; memory: Memory }
  /** Milliseconds of a monotonic clock. */
  now(): number
}

/**
 * Reads CPU and memory of the machine, or of the container if its limits are tighter. The CPU share covers the time since the previous call; NaN
 * if no time passed. Deno needs `--allow-sys`, and `--allow-all` to see a container's limits.
 */
export async function openReadings(source: HostSource = thisHost): Promise<() => Promise<HostReading>> {
  const [cpu, memory] = await Promise.all([cgroupLevels(source.read, 'cpu'), cgroupLevels(source.read, 'memory')])
  let last = await cpuTimes(source, cpu)
  return async () => {
    const [times, limited] = await Promise.all([cpuTimes(source, cpu), cgroupMemory(source.read, memory)])
    const { free, total } = tightest([source.machine().memory, ...(limited ? [limited] : [])])!
    const share = cpuShare(last, times)
    last = times
    return { cpu: share, memoryFreeBytes: free, memoryTotalBytes: total }
  }
}

async function cpuTimes(source: HostSource, levels: CgroupLevels): Promise<CpuTimes> {
  const quotas = await cgroupQuotas(source.read, levels)
  const { busyMs, totalMs } = source.machine()
  return { at: source.now(), busyMs, totalMs, quotas }
}

/** The largest of the machine's share and each quota's share, because either can be the bottleneck. */
function cpuShare(before: CpuTimes, after: CpuTimes): number {
  const machine = (after.busyMs - before.busyMs) / (after.totalMs - before.totalMs)
  const elapsedMs = after.at - before.at
  const shares = after.quotas.flatMap(({ folder, usedMs, cores }) => {
    const earlier = before.quotas.find((quota) => quota.folder === folder)
    return earlier && elapsedMs > 0 ? [(usedMs - earlier.usedMs) / (elapsedMs * cores)] : []
  })
  return Math.min(1, Math.max(0, machine, ...shares))
}

const thisHost: HostSource = {
  read: (path) => readFile(path, 'utf8').catch(() => null),
  machine: () => ({ ...coreTimes(), memory: { free: freemem(), total: totalmem() } }),
  now: () => performance.now(),
}

function coreTimes(): { busyMs: number; totalMs: number } {
  let busyMs = 0
  let totalMs = 0
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq
    busyMs += busy
    totalMs += busy + times.idle
  }
  return { busyMs, totalMs }
}
