import { cpus } from 'node:os'
import { type Role, watchTree } from './process-tree.ts'

/** The load of the machine's processors, in processor seconds per second. */
export interface ProcessorUse {
  seconds: number
  /** The load of everything that the bench runs. */
  processors: number
  byRole: Record<Role, number>
  /** The load of all other processes. A comparison is worth little when it is high. */
  others: number
}

const busySeconds = () =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + (user + nice + sys + irq) / 1000, 0)

/** Watches this process, its descendants and the machine until the returned function is called. */
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
