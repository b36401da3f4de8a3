import { dirname } from 'node:path'
import type { IModule } from 'dependency-cruiser'

/** An import of a value from one folder into another. */
export interface Crossing {
  from: string
  to: string
}

/** The value imports between folders of a loop. Folders form a loop if each one reaches every other by value imports. */
export function findFolderLoops(modules: Array<Pick<IModule, 'source' | 'dependencies'>>): Crossing[] {
  const crossings = modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ resolved, dependencyTypes }) => !dependencyTypes.includes('type-only') && isOurs(resolved))
      .map(({ resolved }) => ({ from: source, to: resolved }))
      .filter(({ from, to }) => dirname(from) !== dirname(to)),
  )
  const next = Map.groupBy(crossings, ({ from }) => dirname(from))
  const reached = new Map([...next.keys()].map((folder) => [folder, reach(next, folder)]))
  return crossings.filter(({ from, to }) => reached.get(dirname(to))?.has(dirname(from)))
}

const isOurs = (path: string): boolean => /^(packages|apps|infra)\//.test(path)

/** All folders that `start` reaches by one or more imports. */
function reach(next: Map<string, Crossing[]>, start: string): Set<string> {
  const found = new Set<string>()
  const open = [start]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const to of (next.get(folder) ?? []).map((crossing) => dirname(crossing.to))) {
      if (found.has(to)) continue
      found.add(to)
      open.push(to)
    }
  }
  return found
}
