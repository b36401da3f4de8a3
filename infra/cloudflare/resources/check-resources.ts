import { type RetentionKind, retentionFrom, retentionKinds, retentionNames } from '@edgesweep/core/retention-kinds.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import type { WorkerResources } from './resources.ts'

/** Contradictions in the Workers' configurations and between them, one sentence each. A dry run of wrangler does not find them. */
export function checkResources(workers: WorkerResources[]): string[] {
  return [
    ...checkNames(workers),
    ...checkQueues(workers),
    ...workers.flatMap((worker) => checkBindings(worker, workers)),
    ...workers.flatMap(checkSettings),
    ...checkRetention(workers),
  ]
}

function checkNames(workers: WorkerResources[]): string[] {
  return repeated(workers.map(({ name }) => name)).map((name) => `Two Workers are named ${name}: rename one.`)
}

function checkQueues(workers: WorkerResources[]): string[] {
  const consumers = workers.flatMap(({ name, consumes }) => consumes.map((consumer) => ({ worker: name, ...consumer })))
  const consumed = new Set(consumers.map(({ queue }) => queue))
  const produced = new Map(workers.flatMap(({ name, produces }) => produces.map((queue) => [queue, name] as const)))
  const deadLetters = new Set(consumers.flatMap(({ deadLetterQueue }) => deadLetterQueue ?? []))
  const problems = repeated(consumers.map(({ queue }) => queue)).map((queue) => {
    const names = consumers.filter((consumer) => consumer.queue === queue).map(({ worker }) => worker)
    return `The queue ${queue} has several consumers (${names.join(', ')}), but Cloudflare allows one: keep one.`
  })
  for (const [queue, worker] of produced) {
    if (!consumed.has(queue)) problems.push(`${worker} sends to the queue ${queue}, which has no consumer: add one.`)
  }
  for (const { worker, queue, deadLetterQueue } of consumers) {
    if (deadLetters.has(queue)) continue
    if (!produced.has(queue)) problems.push(`${worker} consumes the queue ${queue}, to which no Worker sends.`)
    if (deadLetterQueue === null) {
      problems.push(`${worker} consumes the queue ${queue} without a dead-letter queue: messages would be lost.`)
    } else if (!consumed.has(deadLetterQueue)) {
      problems.push(`The dead-letter queue ${deadLetterQueue} of ${queue} has no consumer: its messages would be lost.`)
    }
  }
  return problems
}

function checkBindings({ name, boundClasses, services }: WorkerResources, workers: WorkerResources[]): string[] {
  const find = (wanted: string) => workers.find((worker) => worker.name === wanted)
  return [
    ...boundClasses.flatMap(({ className, script }) => {
      const owner = find(script)
      if (!owner) return [`${name} binds the class ${className} of ${script}, but there is no such Worker.`]
      if (owner.classes.includes(className)) return []
      return [`${name} binds the class ${className} of ${script}, which no migration of that Worker creates.`]
    }),
    ...services.flatMap((service) => (find(service) ? [] : [`${name} calls ${service}, but there is no such Worker.`])),
  ]
}

/** A Worker with a value that cannot be right would answer nothing. */
function checkSettings({ name, variables }: WorkerResources): string[] {
  try {
    settingsFrom(variables)
    return []
  } catch (error) {
    return [`${name} has an invalid setting: ${(error as Error).message}.`]
  }
}

/** One Worker deletes and another shows what would go. A variable that is missing in one of them has its default there. */
function checkRetention(workers: WorkerResources[]): string[] {
  const read = workers.filter(({ variables }) =>
    Object.values(retentionKinds).some(({ variable }) => variables[variable]),
  )
  return retentionNames.flatMap((kind) => {
    const values = read.flatMap(({ variables }) => daysIn(variables, kind) ?? [])
    if (new Set(values).size <= 1) return []
    return [`${retentionKinds[kind].variable} is ${values.join(' in one Worker and ')} in another: set both alike.`]
  })
}

/** Null when the Worker's retention is invalid, which is a problem of its own. */
function daysIn(variables: WorkerResources['variables'], kind: RetentionKind): string | null {
  try {
    return String(retentionFrom(variables)[kind] ?? 'forever')
  } catch {
    return null
  }
}

const repeated = (names: string[]): string[] => [...new Set(names.filter((name, at) => names.indexOf(name) !== at))]
