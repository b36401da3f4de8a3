import { styleText } from 'node:util'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import type { WorkerResources } from '../resources/resources.ts'
import type { Bundle } from './measure-bundle.ts'
import { roleSecrets, type Step, titleOf } from './plan-steps.ts'

/** The plan for people: the bundles of the Workers, and the numbered steps. */
export function describePlan(workers: WorkerResources[], bundles: Bundle[], steps: Step[]): string {
  const lines = [
    styleText('bold', 'Bundles'),
    ...bundles.map(
      ({ worker, path, bytes, gzipBytes }) =>
        `      ${worker.padEnd(28)} ${styleText('dim', `${path}, ${inKilobytes(bytes)} (${inKilobytes(gzipBytes)} gzipped)`)}`,
    ),
    '',
    styleText('bold', 'Steps, in this order'),
    ...steps.map((step, at) => {
      const [kind, name] = titleOf(step)
      return `  ${String(at + 1).padStart(2)}. ${kind.padEnd(9)} ${name.padEnd(36)} ${styleText('dim', aboutOf(step, workers))}`.trimEnd()
    }),
  ]
  return lines.join('\n')
}

function aboutOf(step: Step, workers: WorkerResources[]): string {
  switch (step.kind) {
    case 'queue':
    case 'bucket':
      return step.about
    case 'secrets':
      return aboutSecrets(step.names)
    case 'migrations':
      return 'all pending ones, over DATABASE_URL_DIRECT'
    case 'roles':
      return aboutRoles()
    case 'worker':
      return aboutWorker(step.worker, workers)
  }
}

function aboutSecrets(names: string[]): string {
  const others = names.filter((name) => !roleSecrets.includes(name))
  return [
    others.length < names.length ? "DATABASE_URL with the role's name and password" : '',
    others.length > 0 ? `${others.join(', ')} from the environment` : '',
  ]
    .filter(Boolean)
    .join('; ')
}

function aboutRoles(): string {
  const roles = Object.values(databaseRoles).map(({ name, connections }) => `${name} ${connections}`)
  return `with connection limits: ${roles.join(', ')}`
}

function aboutWorker(worker: WorkerResources, workers: WorkerResources[]): string {
  const binders = workers.filter(
    (other) => other !== worker && other.boundClasses.some(({ script }) => script === worker.name),
  )
  const own = worker.classes.length > 0 ? `has ${worker.classes.join(', ')}` : ''
  const bound = binders.length > 0 ? ` for ${binders.map(({ name }) => name).join(', ')}` : ''
  const owners = [...new Set(worker.boundClasses.map(({ script }) => script))].filter((name) => name !== worker.name)
  return [
    own + bound,
    owners.length > 0 ? `needs ${owners.join(', ')}` : '',
    worker.consumes.length > 0 ? `consumes ${worker.consumes.length} queues` : '',
    worker.browser ? 'drives browsers' : '',
    worker.crons.length > 0 ? `cron ${worker.crons.map((cron) => `"${cron}"`).join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ')
}

const inKilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`
