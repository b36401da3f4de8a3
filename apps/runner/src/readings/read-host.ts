import { readFile } from 'node:fs/promises'
import { cpus, freemem, totalmem } from 'node:os'
import type { Reading } from '@edgesweep/core/governor/governor-settings.ts'
import { type CpuQuota, cgroupQuotas } from './cgroup-cpu.ts'
import { type CgroupLevels, cgroupLevels, type ReadText } from './cgroup-levels.ts'
import { cgroupMemory, type Memory, tightest } from './cgroup-memory.ts'

/** The part of a reading that the host gives. */
export type HostReading = Pick<Reading, 'cpu' | 'memoryFreeBytes' | 'memoryTotalBytes'>

/** CPU time since the start, of all cores together; `at` in milliseconds of a clock that only goes on. */
interface CpuTimes {
  at: number
  busyMs: number
  totalMs: number
  quotas: CpuQuota[]
}

/** What readings are made from; another is for tests. */
export interface HostSource {
  read: ReadText
  machine(): { busyMs: number; totalMs: number; memory: Memory }
  /** Milliseconds of a clock that only goes on. */
  now(): number
}

/**
 * Reads the machine, or where it is narrower the container, whatever runs there beside this process. Each call gives the CPU share since
 * the one before, NaN when no time has passed. Node, Bun and Deno; under Deno a container's limits are seen only with `--allow-all`, and
 * without `--allow-sys` the reading throws.
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

/** The fuller of the machine and each quota: either holds work up. */
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
