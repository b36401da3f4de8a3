import { databaseRoles } from '@edgesweep/db/roles.ts'
import type { WorkerResources } from '../resources/resources.ts'

/** One step of a deployment. Every step is idempotent. */
export type Step =
  | { kind: 'queue'; name: string; about: string }
  | { kind: 'bucket'; name: string; about: string }
  | { kind: 'secrets'; worker: WorkerResources; names: string[] }
  | { kind: 'migrations' }
  | { kind: 'roles' }
  | { kind: 'worker'; worker: WorkerResources }

/** The secrets that contain the connection string of a database role. */
export const roleSecrets: string[] = Object.values(databaseRoles).map(({ secret }) => secret)

/**
 * The steps in order: dead-letter queues before the queues that name them, resources before the Workers that bind them, tables before the code that
 * reads them, and roles before the secrets that name them.
 * @param workers in the order of deployment
 */
export function planSteps(workers: WorkerResources[]): Step[] {
  const database: Step[] = workers.some(({ secrets }) => secrets.some((name) => roleSecrets.includes(name)))
    ? [{ kind: 'migrations' }, { kind: 'roles' }]
    : []
  return [
    ...planQueues(workers),
    ...planBuckets(workers),
    ...database,
    ...workers.flatMap((worker): Step[] =>
      worker.secrets.length > 0 ? [{ kind: 'secrets', worker, names: worker.secrets }] : [],
    ),
    ...workers.map((worker): Step => ({ kind: 'worker', worker })),
  ]
}

/** The kind and the name of a step, for people. */
export function titleOf(step: Step): [kind: string, name: string] {
  switch (step.kind) {
    case 'queue':
    case 'bucket':
      return [step.kind, step.name]
    case 'secrets':
      return ['secrets', `${step.names.join(', ')} of ${step.worker.name}`]
    case 'migrations':
      return ['database', 'migrations']
    case 'roles':
      return ['database', 'roles']
    case 'worker':
      return ['Worker', step.worker.name]
  }
}

function planQueues(workers: WorkerResources[]): Step[] {
  const consumers = workers.flatMap(({ name, consumes }) => consumes.map((consumer) => ({ worker: name, ...consumer })))
  const senders = (queue: string) => workers.filter(({ produces }) => produces.includes(queue)).map(({ name }) => name)
  const source = (queue: string) => consumers.find(({ deadLetterQueue }) => deadLetterQueue === queue)?.queue
  const names = [...new Set(consumers.flatMap(({ queue, deadLetterQueue }) => [deadLetterQueue ?? queue, queue]))]
  return names
    .map((name) => ({ name, of: source(name), to: consumers.find(({ queue }) => queue === name)!.worker }))
    .toSorted((a, b) => Number(a.of === undefined) - Number(b.of === undefined) || a.name.localeCompare(b.name))
    .map(({ name, of, to }) => ({
      kind: 'queue',
      name,
      about: of === undefined ? `from ${senders(name).join(', ')} to ${to}` : `dead letters of ${of}, to ${to}`,
    }))
}

function planBuckets(workers: WorkerResources[]): Step[] {
  const names = [...new Set(workers.flatMap(({ buckets }) => buckets))].sort()
  return names.map((name) => {
    const users = workers.filter(({ buckets }) => buckets.includes(name)).map((worker) => worker.name)
    return { kind: 'bucket', name, about: `R2, for ${users.join(', ')}` }
  })
}
