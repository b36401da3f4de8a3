import type { CgroupLevels, ReadText } from './cgroup-levels.ts'

/** The CPU time that a control group has used since its start, and its quota in cores. */
export interface CpuQuota {
  folder: string
  usedMs: number
  cores: number
}

/** The quotas of all levels that have one. */
export async function cgroupQuotas(read: ReadText, { version, folders }: CgroupLevels): Promise<CpuQuota[]> {
  const levels = await Promise.all(
    folders.map(async (folder) => {
      const [cores, usedMs] = await Promise.all(
        version === 2
          ? [coresOf(read, folder), usedMsOf(read, folder)]
          : [coresOfV1(read, folder), usedMsOfV1(read, folder)],
      )
      return cores !== null && usedMs !== null ? [{ folder, usedMs, cores }] : []
    }),
  )
  return levels.flat()
}

/** Format: `200000 100000`, which are microseconds of CPU per microseconds of period. `max` means no quota. */
async function coresOf(read: ReadText, folder: string): Promise<number | null> {
  const [quota, period] = ((await read(`${folder}/cpu.max`)) ?? '').split(' ').map(Number)
  return quota && period ? quota / period : null
}

async function usedMsOf(read: ReadText, folder: string): Promise<number | null> {
  const used = (await read(`${folder}/cpu.stat`))?.match(/^usage_usec (\d+)$/m)?.[1]
  return used === undefined ? null : Number(used) / 1e3
}

/** A quota of -1 means no quota. */
async function coresOfV1(read: ReadText, folder: string): Promise<number | null> {
  const [quota, period] = await Promise.all([read(`${folder}/cpu.cfs_quota_us`), read(`${folder}/cpu.cfs_period_us`)])
  return Number(quota) > 0 && Number(period) > 0 ? Number(quota) / Number(period) : null
}

/** The file is in nanoseconds. It belongs to the controller `cpuacct`, which is mounted beside `cpu`. */
async function usedMsOfV1(read: ReadText, folder: string): Promise<number | null> {
  const used = await read(`${folder.replace('/cgroup/cpu', '/cgroup/cpuacct')}/cpuacct.usage`)
  return used === null ? null : Number(used) / 1e6
}
