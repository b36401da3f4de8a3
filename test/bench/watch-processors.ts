import { cpus } from 'node:os'
import { type Role, watchTree } from './process-tree.ts'

/** What was taken of the machine's processors, in processor seconds a second. */
export interface ProcessorUse {
  seconds: number
  /** By all that the bench runs. */
  processors: number
  byRole: Record<Role, number>
  /** By everything else on the machine: a comparison is worth little where that is much. */
  others: number
}

const busySeconds = () =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + (user + nice + sys + irq) / 1000, 0)

/** Watches this process and all that it started, and the machine, until it is called. */
export function watchProcessors(): () => ProcessorUse {
  const watch = watchTree(process.pid)
  const busyBefore = busySeconds()
  const startedAt = performance.now()
  return () => {
    const seconds = (performance.now() - startedAt) / 1000
    const busy = (busySeconds() - busyBefore) / seconds
    const use = watch.stop()
    const each = (role: Role) => (use?.cpuSecondsByRole[role] ?? 0) / seconds
    const processors = (use?.cpuSeconds ?? 0) / seconds
    return {
      seconds,
      processors,
      byRole: {
        browser: each('browser'),
        workerd: each('workerd'),
        postgres: each('postgres'),
        node: each('node'),
      },
      others: Math.max(0, busy - processors),
    }
  }
}
