import type { WorkerResources } from './resources.ts'

/**
 * The order of deployment. A Worker comes before the Workers that bind it, because a binding to a missing Worker fails. Then queue consumers come
 * before other Workers, and the rest is by name. Throws if Workers bind each other in a circle.
 */
export function orderWorkers(workers: WorkerResources[]): WorkerResources[] {
  const ordered: WorkerResources[] = []
  const waiting = workers.toSorted((a, b) => idle(a) - idle(b) || a.name.localeCompare(b.name))
  while (waiting.length > 0) {
    const place = waiting.findIndex((worker) => waiting.every((other) => other === worker || !needs(worker, other)))
    if (place < 0) {
      const names = waiting.map(({ name }) => name).join(', ')
      throw new Error(`${names} bind each other in a circle: none of them can be deployed first`)
    }
    ordered.push(...waiting.splice(place, 1))
  }
  return ordered
}

const idle = (worker: WorkerResources): number => (worker.consumes.length > 0 ? 0 : 1)

const needs = (worker: WorkerResources, other: WorkerResources): boolean =>
  worker.services.includes(other.name) || worker.boundClasses.some(({ script }) => script === other.name)
