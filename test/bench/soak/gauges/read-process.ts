import { readdirSync, readFileSync } from 'node:fs'

/** The resources that one process holds. */
export interface ProcessUse {
  /** Resident memory in bytes. A page that processes share counts in equal parts for each, so that sums are right. */
  memory: number
  /** The part of `memory` that is shared memory, such as the buffers of Postgres. */
  shared: number
  /** Open file descriptors. */
  files: number
}

/** Reads a process of Linux, as in proc_pid_smaps(5). Null: it has ended. */
export function readProcess(pid: number): ProcessUse | null {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const bytes = (field: string) => 1024 * Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0)
    return { memory: bytes('Pss'), shared: bytes('Pss_Shmem'), files: readdirSync(`/proc/${pid}/fd`).length }
  } catch {
    return null
  }
}
