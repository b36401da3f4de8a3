import type { Role, TreeUse } from '../process-tree.ts'

/** The processor time of the stack's processes per job or request; null when it is unknown. */
export function processorUse(use: TreeUse | null, count: number) {
  if (!use) return null
  const roles = Object.entries(use.cpuSecondsByRole) as Array<[Role, number]>
  return {
    cpuMsEach: Object.fromEntries(roles.map(([role, seconds]) => [role, (seconds * 1000) / count])),
    peakMb: use.peakRssBytes / 1e6,
  }
}
