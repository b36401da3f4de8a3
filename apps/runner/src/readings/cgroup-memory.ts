import type { CgroupLevels, ReadText } from './cgroup-levels.ts'

/** Free and total memory in bytes. */
export interface Memory {
  free: number
  total: number
}

const files = {
  1: { limit: 'memory.limit_in_bytes', used: 'memory.usage_in_bytes', cache: 'total_inactive_file' },
  2: { limit: 'memory.max', used: 'memory.current', cache: 'inactive_file' },
} as const

/**
 * The memory within the tightest limit of all levels; null if no level has a limit. Inactive file cache counts as free, because the kernel
 * reclaims it before it kills a process (kubelet computes its working set the same way).
 */
export async function cgroupMemory(read: ReadText, { version, folders }: CgroupLevels): Promise<Memory | null> {
  const names = files[version]
  const levels = await Promise.all(
    folders.map(async (folder) => {
      const [limit, used, stat] = await Promise.all([
        read(`${folder}/${names.limit}`),
        read(`${folder}/${names.used}`),
        read(`${folder}/memory.stat`),
      ])
      const total = bytes(limit)
      const taken = bytes(used)
      if (total === null || taken === null) return []
      const cache = bytes(stat?.match(new RegExp(`^${names.cache} (\\d+)$`, 'm'))?.[1] ?? null) ?? 0
      return [{ free: Math.max(0, total - Math.max(0, taken - cache)), total }]
    }),
  )
  return tightest(levels.flat())
}

/** The least free and the least total memory; null for an empty list. */
export function tightest(memories: Memory[]): Memory | null {
  if (memories.length === 0) return null
  return {
    free: Math.min(...memories.map(({ free }) => free)),
    total: Math.min(...memories.map(({ total }) => total)),
  }
}

/** Null for `max` and for anything else that is not a number. */
const bytes = (text: string | null): number | null => (text && /^\d+\s*$/.test(text) ? Number(text) : null)
