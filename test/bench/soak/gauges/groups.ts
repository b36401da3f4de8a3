import { type Role, readTree } from '../../process-tree.ts'
import type { SoakWorld } from '../world.ts'
import { type ProcessUse, readProcess } from './read-process.ts'

/** Processes that are judged together. `local run`: the process that starts everything, with demo town and inbox, and the relay. */
export const groups = ['workerd', 'postgres', 'browsers', 'local run', 'runners'] as const
export type Group = (typeof groups)[number]

/** The sum of a group, and its processes. */
export type GroupUse = ProcessUse & { processes: number }

const groupOf: Record<Role, Group> = {
  workerd: 'workerd',
  postgres: 'postgres',
  browser: 'browsers',
  node: 'local run',
}

/** Reads all processes of the stack and the runners. */
export function readGroups({ stack, runners }: Pick<SoakWorld, 'stack' | 'runners'>): Record<Group, GroupUse> {
  const none = (): GroupUse => ({ memory: 0, shared: 0, files: 0, processes: 0 })
  const use: Record<Group, GroupUse> = {
    workerd: none(),
    postgres: none(),
    browsers: none(),
    'local run': none(),
    runners: none(),
  }
  const add = (group: Group, pid: number) => {
    const one = readProcess(pid)
    if (!one) return
    const sum = use[group]
    sum.memory += one.memory
    sum.shared += one.shared
    sum.files += one.files
    sum.processes += 1
  }
  for (const { pid, role } of readTree(stack.process.pid!).values()) add(groupOf[role], pid)
  for (const runner of runners) for (const pid of readTree(runner.pid).keys()) add('runners', pid)
  return use
}
