/** Reads a small text file; null if it does not exist or cannot be read. */
export type ReadText = (path: string) => Promise<string | null>

/** The folders of this process's control group and of its ancestors, innermost first. A limit of any of them applies. */
export interface CgroupLevels {
  version: 1 | 2
  folders: string[]
}

const mount = '/sys/fs/cgroup'

/**
 * The control groups that may limit the `cpu` or `memory` of this process. A container often sees its own group as the root, while the path in
 * `/proc/self/cgroup` does not exist; readers skip levels without files. Formats: cgroups(7).
 */
export async function cgroupLevels(read: ReadText, controller: 'cpu' | 'memory'): Promise<CgroupLevels> {
  const groups = ((await read('/proc/self/cgroup')) ?? '').split('\n').map((line) => line.split(':'))
  const v1 = groups.find(([, controllers]) => controllers?.split(',').includes(controller))
  if (v1) return { version: 1, folders: foldersOf(`${mount}/${controller}`, v1.slice(2).join(':')) }
  const v2 = groups.find(([hierarchy]) => hierarchy === '0')
  return { version: 2, folders: v2 ? foldersOf(mount, v2.slice(2).join(':')) : [] }
}

function foldersOf(root: string, path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '..')
  return names.map((_, index) => [root, ...names.slice(0, names.length - index)].join('/')).concat(root)
}
